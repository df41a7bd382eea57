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
        from maru.kit.ui.palette import offer, offer_found
        from maru.kit.ui.rail import RailItem, register, register_many
        from maru.support.exports.sources import export_from
        from maru.surfaces.desk import palette
        from maru.surfaces.desk.exports import list_again
        from maru.surfaces.desk.inbox import waiting_for
        from maru.surfaces.desk.my_day import due_for
        from maru.surfaces.desk.notifications import unread_for

        register(
            RailItem("my-day", _("My day"), "sun", "desk:my_day", 5, count=due_for,
                     may_see=_is_member, keys="g,d")
        )  # fmt: skip
        register(
            RailItem("inbox", _("Inbox"), "inbox", "desk:inbox", 10, count=waiting_for, keys="g,i")
        )
        register(
            RailItem("notifications", _("Notifications"), "bell", "desk:notifications", 15,
                     count=unread_for, keys="g,n", live="notifications:bell", may_see=_is_member)
        )  # fmt: skip
        register(
            RailItem("search", _("Search"), "search", "desk:search", 30, may_see=_reads, keys="g,f")
        )
        register(
            RailItem("customers", _("Customers"), "users", "desk:customers", 40, may_see=_reads,
                     keys="g,c")
        )  # fmt: skip
        register(
            RailItem("shifts", _("Shifts"), "calendar", "desk:shifts", 45, may_see=_is_member,
                     extra=True, keys="g,w")
        )  # fmt: skip
        register_many(_pinned)
        export_from("list", list_again)
        offer(palette.views)
        offer(palette.pages)
        offer(palette.queues)
        offer_found(palette.found)
        fill("rail", "desk/_rail_live.html")
        fill("desk.top", "desk/_palette.html", order=890)
        fill("desk.top", "desk/_keys_once.html", order=900)
        fill("ticket.panel", "desk/_organization_link.html", order=-2)
        fill("ticket.panel", "desk/_customer_link.html", order=-1)


def _is_member(request: HttpRequest) -> bool:
    from maru.staff.members.models import Member

    return isinstance(getattr(request, "user", None), Member)


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
