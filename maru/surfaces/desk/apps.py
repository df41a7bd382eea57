from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "maru.surfaces.desk"
    label = "desk"

    def ready(self) -> None:
        from maru.kit.slots import fill
        from maru.kit.ui.rail import RailItem, register
        from maru.surfaces.desk.inbox import waiting_for

        register(RailItem("inbox", _("Inbox"), "inbox", "desk:inbox", 10, count=waiting_for))
        register(RailItem("search", _("Search"), "search", "desk:search", 30, may_see=_reads))
        register(
            RailItem("customers", _("Customers"), "users", "desk:customers", 40, may_see=_reads)
        )
        fill("desk.top", "desk/_keys.html", order=900)
        fill("ticket.panel", "desk/_customer_link.html", order=10)


def _reads(request: HttpRequest) -> bool:
    from maru.staff.members.models import Member
    from maru.staff.members.roles import Power

    member = getattr(request, "user", None)  # an error page may come before anybody is known
    return isinstance(member, Member) and member.can(Power.READ)
