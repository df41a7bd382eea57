"""The views over the tickets: the fixed ones, and those that people saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.kit.database.counting import CAP
from maru.staff.members.models import Member
from maru.support.savedviews import counting
from maru.support.savedviews.columns import in_their_order, usual
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.place import views_of
from maru.support.tickets.choices import DONE, UNSOLVED
from maru.support.tickets.models import Ticket
from maru.support.tickets.reading.unread import where_unread
from maru.support.tickets.ticket import TicketQuerySet

RECENTLY = timedelta(days=7)
SPAM = "spam"  # the one fixed view that shows it
RAIL_CAP = 99  # more are "99+" on the rail
TABS = 12  # saved views that stand in the tabs; all others on their page


@dataclass(frozen=True)
class View:
    key: str
    label: str | Promise
    narrow: Callable[[TicketQuerySet, Member], TicketQuerySet]
    # The same in the language of kit/conditions: what saving it begins with.
    conditions: list[dict[str, Any]]
    sort: str = "newest"
    columns: list[str] = field(default_factory=usual)
    saved: SavedView | None = None
    group: str = ""
    # What its count depends on, besides the tickets.
    asks_me: bool = False
    asks_unread: bool = False
    by_clock: bool = False
    asked: str = ""

    def of(self, member: Member) -> TicketQuerySet:
        seen = Ticket.objects.visible_to(member)
        rows = seen.spam() if self.key == SPAM else seen.genuine()
        return self.narrow(rows, member)


@dataclass(frozen=True)
class Saved(View):
    """A view that somebody saved, among the fixed ones; its key is its number."""

    def of(self, member: Member) -> TicketQuerySet:
        return self.narrow(Ticket.objects.none(), member)

    @classmethod
    def showing(cls, view: SavedView) -> Saved:
        condition = view.condition()
        asks_unread = condition is not None and counting.asks_what_is_unread(condition)
        return cls(
            str(view.pk),
            view.name,
            lambda _rows, member: view.of(member),
            [view.conditions] if view.conditions else [],
            view.sort,
            in_their_order(view.columns),
            view,
            view.group,
            asks_me=condition is not None and counting.asks_who_looks(condition),
            asks_unread=asks_unread,
            by_clock=asks_unread
            or (condition is not None and counting.passes_by_the_clock(condition)),
            asked=json.dumps(view.conditions, sort_keys=True),
        )


def _asks(name: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": name, "op": op, **({"value": value[0]} if value else {})}


_UNSOLVED = _asks("status", "in", [str(status) for status in UNSOLVED])
_AT_HAND = [_UNSOLVED, _asks("snoozed", "is", False)]
_DONE = _asks("status", "in", [str(status) for status in DONE])
_LATELY = _asks("solved", "within", int(RECENTLY.total_seconds() // 60))


def _recently_solved(rows: TicketQuerySet) -> TicketQuerySet:
    since = timezone.now() - RECENTLY
    # Solving changes a ticket: by its last change, which has an index, the old ones are not read.
    return rows.filter(status__in=DONE, solved_at__gte=since, updated_at__gte=since)


VIEWS = {
    view.key: view
    for view in [
        View("mine", _("Mine"), lambda rows, member: rows.at_hand().filter(assignee=member),
             [*_AT_HAND, _asks("assignee", "in", ["me"])], asks_me=True),
        View("unassigned", _("Unassigned"), lambda rows, _m: rows.at_hand().filter(assignee=None),
             [*_AT_HAND, _asks("assignee", "is_empty")]),
        View("open", _("All open"), lambda rows, _m: rows.at_hand(), _AT_HAND),
        View("snoozed", _("Put-off tickets"), lambda rows, _m: rows.filter(is_snoozed=True),
             [_asks("snoozed", "is", True)]),
        View(
            "solved",
            _("Recently solved"),
            lambda rows, _m: _recently_solved(rows),
            [_DONE, _LATELY],
            by_clock=True,
        ),
        View("all", _("All"), lambda rows, _m: rows, []),
        View(SPAM, _("Spam"), lambda rows, _m: rows, [_asks("spam", "is", True)]),
    ]
}  # fmt: skip


def views_for(member: Member) -> dict[str, View]:
    """Return the fixed views and those that were saved for ``member``, in their order. Costs
    two queries."""
    saved = [Saved.showing(view) for view in views_of(member)]
    return {**VIEWS, **{view.key: view for view in saved}}


def in_tabs(views: dict[str, View], current: str) -> list[View]:
    """Return what the tabs show: the fixed ones, the first saved ones, and where one is."""
    saved = [view for view in views.values() if view.saved]
    shown = [*VIEWS.values(), *saved[:TABS]]
    return shown + [view for view in saved[TABS:] if view.key == current]


def counts(
    member: Member, views: Iterable[View] = VIEWS.values(), *, seen: int = 0, cap: int = CAP
) -> dict[str, int]:
    """Return how many tickets each view holds, up to ``cap`` + 1: what is kept of it while that
    holds.

    ``seen``: the last event, 0 when it is not known. Costs one query a view that has none.
    """
    return {
        view.key: counting.HERE.count(
            (view.key, view.asked, _readers(view, member), cap),
            partial(view.of, member),
            seen=seen,
            by_clock=view.by_clock,
            cap=cap,
        )
        for view in views
    }


def unread_in(view: View, member: Member, *, seen: int = 0) -> int:
    """Return how many tickets of ``view`` hold something new for ``member``, up to 100: the
    number on the rail. What they read in another process counts 5 s later. Costs two queries,
    or none while the count is kept.
    """

    def unread() -> TicketQuerySet:
        return view.of(member).filter(where_unread(member.pk, timezone.now()))

    return counting.HERE.count(
        ("unread", view.key, view.asked, counting.readers_of(member, as_me=True, as_reader=True)),
        unread,
        seen=seen,
        by_clock=True,
        cap=RAIL_CAP,
    )


def _readers(view: View, member: Member) -> tuple[Any, ...]:
    return counting.readers_of(member, as_me=view.asks_me, as_reader=view.asks_unread)
