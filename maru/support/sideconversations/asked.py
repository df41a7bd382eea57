"""What somebody is asked: side conversations, and for a colleague of another department also the
tickets that they were asked to look on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from maru.kit.ui.rail import RailItem
from maru.staff.members.models import Member
from maru.staff.members.roles import Power, Role
from maru.support.savedviews import counting
from maru.support.sideconversations.conversation import SideConversationQuerySet
from maru.support.sideconversations.models import SideConversation, SideMessage
from maru.support.tickets.choices import DONE
from maru.support.tickets.models import Ticket

ROWS = 100
CAP = 100  # of the number on the rail


@dataclass(frozen=True)
class Asked:
    """One line of the list."""

    at: datetime
    side: SideConversation | None = None
    ticket: Ticket | None = None
    last: SideMessage | None = None
    waits_for_me: bool = False


def asked_of(member: Member, *, is_done: bool) -> dict[str, Any]:
    """Return the lines, the newest first. Four queries."""
    sides = SideConversation.objects.asked(member)
    sides = sides.exclude(done_at=None) if is_done else sides.open()
    rows = list(sides.select_related("ticket__brand", "started_by").order_by("-last_at")[:ROWS])
    newest = _newest(rows)
    lines = [
        Asked(row.last_at, side=row, last=newest.get(row.pk),
              waits_for_me=row.awaits_answer and row.started_by_id != member.pk)
        for row in rows
    ]  # fmt: skip
    tickets = _tickets(member, is_done)
    lines += [Asked(ticket.updated_at, ticket=ticket) for ticket in tickets]
    return {"lines": sorted(lines, key=lambda line: line.at, reverse=True)[:ROWS],
            "tickets": [*tickets, *(row.ticket for row in rows)]}  # fmt: skip


def _newest(rows: list[SideConversation]) -> dict[int, SideMessage]:
    said = SideMessage.objects.once().filter(conversation__in=rows, automatic="")
    ids = dict(said.order_by("id").values_list("conversation", "pk"))
    loaded = SideMessage.objects.select_related("member").in_bulk(ids.values())
    return {side: loaded[pk] for side, pk in ids.items()}


def _tickets(member: Member, is_done: bool) -> list[Ticket]:
    if member.role != Role.COLLEAGUE:
        return []  # whoever reads tickets has lists of them
    rows = Ticket.objects.visible_to(member).genuine()
    rows = rows.filter(status__in=DONE) if is_done else rows.unsolved()
    return list(rows.for_rows().with_unread(member).order_by("-updated_at")[:ROWS])


def waiting_for(request: HttpRequest) -> int:
    """Return how many open side conversations wait for who asks: the number on the rail. One query,
    none while the count is kept (0220)."""
    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return 0

    def waiting() -> SideConversationQuerySet:
        rows = SideConversation.objects.asked(member).open().filter(awaits_answer=True)
        return rows.exclude(started_by=member)

    return counting.HERE.count(
        ("asked", member.pk),
        waiting,
        seen=getattr(request, "settled_at", 0),  # up to which event the page has looked
        cap=CAP,
    )


def rail_items(request: HttpRequest) -> list[RailItem]:
    """Return what stands on the rail for who may be asked.

    On a phone it is on the bar for a colleague of another department, whose main page it is; for
    who has an inbox it moves into the account menu, as there is no room for nine.
    """
    member = getattr(request, "user", None)
    if not isinstance(member, Member) or not member.can(Power.NOTE):
        return []
    item = RailItem("asked", _("Asked of me"), "chat", "sideconversations:asked", 12,
                    count=waiting_for, keys="g,a", extra=member.role != Role.COLLEAGUE)  # fmt: skip
    return [item]
