from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "maru.records.customers"
    label = "customers"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.events import go_along
        from maru.kit.fields import noun
        from maru.kit.search import source as search
        from maru.records.customers.organizations import search as organizations
        from maru.records.customers.pointing import CUSTOMER
        from maru.records.customers.search import CUSTOMERS, note_changes

        search.offer(CUSTOMERS)
        search.offer(organizations.ORGANIZATIONS)
        noun.register(noun.Noun("customer", _("Customers"), CUSTOMERS.words, order=20))
        words = organizations.ORGANIZATIONS.words
        noun.register(noun.Noun("organization", _("Organizations"), words, order=30))
        noun.point_to(CUSTOMER)
        go_along(note_changes)
        go_along(organizations.note_changes)
        offer("maru.records.customers.organizations.api.router", tag="Organizations")
        offer("maru.records.customers.api.router", tag="Customers")
