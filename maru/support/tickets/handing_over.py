"""Whoever leaves hands over what they had: open tickets, what they followed, what they wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from maru.kit.written import Written
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.tickets.draft import Draft
from maru.support.tickets.pending_file import PendingFile
from maru.support.tickets.ticket import Ticket, TicketQuerySet

Heir = Member | Team | None
PassOn = Callable[[Member, Heir, Member], None]  # who leaves, to whom, by whom
_also: list[PassOn] = []


def hand_over_also(pass_on: PassOn) -> None:
    """Have ``pass_on`` give on what an upper app keeps of whoever leaves, in the same
    transaction, after their tickets. Registering twice is once."""
    if pass_on not in _also:
        _also.append(pass_on)


@dataclass(frozen=True)
class Left:
    """How much of it there is."""

    tickets: int
    followed: int
    drafts: int

    def __bool__(self) -> bool:
        return bool(self.tickets or self.followed or self.drafts)


def left_by(member: Member) -> Left:
    """Count what ``member`` would leave behind. Three queries."""
    drafts = Draft.objects.filter(member=member)
    return Left(_assigned(member).count(), _followed(member).count(), drafts.count())


def hand_over(member: Member, *, to: Member | Team | None, by: Member) -> Left:
    """Give everything open of ``member`` to ``to`` (None: to nobody); return how much it was.

    A ticket that ``to`` may not see goes to nobody instead. A draft becomes
    theirs where they have none; else an internal note of who wrote it, so that
    no word is lost. To be called while ``member`` is still active.
    Each ticket gets its events. Costs some queries a ticket.
    """
    with transaction.atomic():
        left = left_by(member)
        heir = to if isinstance(to, Member) else None
        seen = _seen_by(heir, member)
        for ticket in _assigned(member):
            is_theirs = heir is not None and ticket.pk in seen
            ticket.assign(heir if is_theirs else None, by=by)
            if isinstance(to, Team):
                ticket.hand_to(to, by=by)
        for ticket in _followed(member):
            if heir and ticket.pk in seen:
                ticket.follow(heir, by=by)
            ticket.unfollow(member, by=by)
        for draft in Draft.objects.filter(member=member).select_related("ticket", "member"):
            _pass_on(draft, heir if draft.ticket_id in seen else None)
        for pass_on in _also:
            pass_on(member, to, by)
    return left


def _assigned(member: Member) -> TicketQuerySet:
    return Ticket.objects.filter(assignee=member).unsolved()


def _followed(member: Member) -> TicketQuerySet:
    return Ticket.objects.filter(followers=member).unsolved()


def _seen_by(heir: Member | None, member: Member) -> set[int]:
    """Return which of the tickets that ``member`` leaves ``heir`` may see."""
    if heir is None:
        return set()
    theirs = Q(assignee=member) | Q(followers=member) | Q(drafts__member=member)
    of_theirs = Ticket.objects.filter(theirs).values("pk")
    return set(
        Ticket.objects.visible_to(heir).filter(pk__in=of_theirs).values_list("pk", flat=True)
    )


def _pass_on(draft: Draft, heir: Member | None) -> None:
    if heir and not Draft.objects.filter(ticket=draft.ticket, member=heir).exists():
        draft.member = heir
        draft.save(update_fields=["member"])
        draft.files.update(member=heir)
    elif draft.member.can(Power.NOTE):
        words = Written(_("Not sent yet:")).then(draft.written)
        keys = draft.files.values_list("key", flat=True)
        files = PendingFile.take(keys, by=draft.member, within=words.pictures)
        draft.ticket.survivor().note(words, by=draft.member, files=files)
        draft.delete()
