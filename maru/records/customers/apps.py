from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "maru.records.customers"
    label = "customers"

    def ready(self) -> None:
        from maru.kit.api.registry import offer

        offer("maru.records.customers.api.router", tag="Customers")
