"""What is shown of tickets that may be merged, and of those that were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction
from maru.support.tickets.merging.merger import Merger
from maru.support.tickets.merging.refused import why_not
from maru.support.tickets.models import Draft, Message, Ticket

EXCERPT = 240  # characters


@dataclass(frozen=True)
class Side:
    """One of two tickets that are looked at side by side."""

    ticket: Ticket
    count: int
    last: Message | None

    @property
    def excerpt(self) -> str:
        text = " ".join(self.last.text.split()) if self.last else ""
        return text if len(text) <= EXCERPT else text[:EXCERPT] + " …"

    @classmethod
    def of(cls, ticket: Ticket) -> Side:
        """Load it: two queries."""
        said = ticket.messages.once()
        newest = said.filter(direction=Direction.FROM_CUSTOMER).select_related("customer")
        return cls(ticket, said.count(), newest.order_by("-id").first())


def preview(ticket: Ticket, other: Ticket, member: Member, *, stays: int = 0) -> dict[str, Any]:
    """For tickets/_merging.html: which of the two goes, which stays, and what that means.

    The older stays, unless ``stays`` names one of them or that may not be.
    """
    pair = sorted([ticket, other], key=lambda each: each.pk)
    into = next((each for each in pair if each.pk == stays), pair[0])
    one = pair[1] if into is pair[0] else pair[0]
    refusal = why_not(one, into)
    if refusal and not stays and why_not(into, one) is None:
        one, into, refusal = into, one, None
    return {
        "pair": (Side.of(one), Side.of(into)),
        "problem": refusal.words if refusal else "",
        "other": other,
        "hints": [] if refusal else list(_hints(one, into)),
    }


def _hints(one: Ticket, into: Ticket) -> Any:
    if one.requester_id != into.requester_id and one.requester:
        yield _(
            "%(other)s is another customer: they are named among the participants and get no "
            "answers until somebody includes them. %(stays)s stays the customer."
        ) % {"other": one.requester, "stays": into.requester or _("Nobody")}
    if into.team and into.team.is_private and into.team_id != one.team_id:
        words = _("Only the private team %(team)s sees #%(one)s afterwards.")
        yield words % {"team": into.team.name, "one": one.pk}
    seeing = [each for each in into.followers.all() if not _sees(each, one)]
    for each in seeing:
        yield _("%(who)s follows #%(into)s and will see what was said in #%(one)s.") % {
            "who": each, "into": into.pk, "one": one.pk,
        }  # fmt: skip


def _sees(member: Member, ticket: Ticket) -> bool:
    return Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists()


def merged_here(ticket: Ticket, member: Member) -> list[Merger]:
    """For tickets/_mergers.html: what was merged into it. Costs nothing where nothing ever was."""
    if not ticket.joined_id:
        return []
    rows = Merger.objects.standing().visible_to(member).filter(into=ticket)
    return list(rows.select_related("ticket", "by").order_by("id"))


def left_drafts(ticket: Ticket, member: Member) -> list[Draft]:
    """Return what ``member`` was writing in tickets that were merged into this one, unsent.

    Costs nothing where nothing ever was merged.
    """
    if not ticket.joined_id:
        return []
    there = ticket.with_merged() - {ticket.pk}
    return list(Draft.objects.filter(member=member, ticket__in=there).order_by("ticket"))
