from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from maru.support.savedviews.models import SavedView


class DeskConfig(AppConfig):
    name = "maru.surfaces.desk"
    label = "desk"

    def ready(self) -> None:
        from maru.kit.slots import fill
        from maru.kit.ui.rail import RailItem, register, register_many
        from maru.support.exports.sources import export_from
        from maru.surfaces.desk.exports import list_again
        from maru.surfaces.desk.inbox import waiting_for

        register(RailItem("inbox", _("Inbox"), "inbox", "desk:inbox", 10, count=waiting_for))
        register(RailItem("search", _("Search"), "search", "desk:search", 30, may_see=_reads))
        register(
            RailItem("customers", _("Customers"), "users", "desk:customers", 40, may_see=_reads)
        )
        register_many(_pinned)
        export_from("list", list_again)
        fill("desk.top", "desk/_keys.html", order=900)
        fill("ticket.panel", "desk/_organization_link.html", order=5)
        fill("ticket.panel", "desk/_customer_link.html", order=10)


def _reads(request: HttpRequest) -> bool:
    from maru.staff.members.models import Member
    from maru.staff.members.roles import Power

    member = getattr(request, "user", None)  # an error page may come before anybody is known
    return isinstance(member, Member) and member.can(Power.READ)


def _pinned(request: HttpRequest) -> list[Any]:
    """Return the views that this member has put on the rail."""
    from maru.kit.ui.rail import RailItem
    from maru.staff.members.models import Member
    from maru.support.savedviews.place import on_rail
    from maru.surfaces.desk.inbox_views import Saved, unread_in
    from maru.surfaces.desk.settled import last_event

    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return []

    def unread(view: SavedView, request: HttpRequest) -> int:
        return unread_in(Saved.showing(view), member, seen=last_event(request))

    return [
        RailItem(
            f"view-{view.pk}", view.name, "list", order=20, extra=True,
            href=f"{reverse('desk:inbox')}?view={view.pk}", count=partial(unread, view),
        )
        for view in on_rail(member)
    ]  # fmt: skip
