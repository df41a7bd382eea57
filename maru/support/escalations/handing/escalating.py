"""A ticket is handed up: to a team, whoever of it takes it, or somebody is asked about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.written import Written
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.escalations.clock.winding import wind
from maru.support.escalations.escalation import LONGEST
from maru.support.escalations.handing.asking import ask
from maru.support.escalations.handing.owning import owner_among
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation, EscalationLevel, EscalationPath
from maru.support.escalations.paths.level import MOST
from maru.support.escalations.telling import to_be_told
from maru.support.servicelevels.reckoning import warning
from maru.support.servicelevels.targets import State
from maru.support.tickets.models import Ticket


@dataclass(frozen=True)
class Wanted:
    """To which level, why, and within how many minutes of working time. ``words``: what somebody
    who is asked is told; nothing of ``reason`` leaves the company."""

    level: EscalationLevel  # with its number, as ``numbered`` gives it
    reason: str
    minutes: int
    words: str | Written = ""


def escalate(
    ticket: Ticket,
    wanted: Wanted,
    *,
    by: Actor,
    seen: int | None = None,
    because: Event | None = None,
) -> Escalation:
    """Hand ``ticket`` up to a level; row, owner, clock, mails and events together.

    Who has it answers for it until somebody of the level takes it. ``seen`` is the number of the
    escalation that stood on top when it was asked for, 0 for none; None skips that check.
    Raises Unescalatable, Merged, PermissionDenied, and of who is asked Uninvited or the Refusal of
    a placeholder; then nothing is written.
    """
    if isinstance(by, Member) and not by.can(Power.CHANGE):
        raise PermissionDenied
    _must_be_said(wanted)
    with transaction.atomic():
        _hold(ticket)
        chain = list(Escalation.objects.open().filter(ticket=ticket).order_by("id"))
        _must_fit(ticket, wanted.level, chain, seen)
        row = _row(ticket, wanted, chain, by)
        if wanted.level.is_asked:
            row.side = ask(ticket, wanted.level, wanted.words, by=by)
        row.save()
        wind([row])
        if not row.is_asked:
            # Before it is told: where a private team had it, nobody else would hear of it.
            ticket.hand_to(row.to_team, by=by, because=because)
        event = Event.record(
            "ticket.escalated", ticket, by=by, because=because,
            after={**row.told, "reason": row.reason, "members": to_be_told(row, ticket)},
        )  # fmt: skip
        if not row.is_asked:
            ticket.assign(row.owner, by=by, because=event)
    row.refresh_from_db()
    return row


def _must_be_said(wanted: Wanted) -> None:
    if not wanted.reason.strip():
        raise Unescalatable(422, "reason", _("Say why it is handed up."))
    if len(wanted.reason) > LONGEST:
        words = _("A reason has at most %s characters.")
        raise Unescalatable(422, "reason", words % LONGEST)
    if not 0 < wanted.minutes <= MOST:
        raise Unescalatable(422, "deadline", _("Say within how much working time."))


def _hold(ticket: Ticket) -> None:
    """Let nobody else hand it up until the transaction ends, and read it anew."""
    Ticket.objects.filter(pk=ticket.pk).hold()
    ticket.refresh_from_db(
        fields=["status", "team", "assignee", "is_spam", "merged_into"],
        from_queryset=Ticket.objects.select_related("team", "assignee"),
    )
    ticket.must_stand()


def _must_fit(
    ticket: Ticket, level: EscalationLevel, chain: list[Escalation], seen: int | None
) -> None:
    if ticket.is_done:
        words = _("It is solved. Open it again before you hand it up.")
        raise Unescalatable(422, "done", words)
    if ticket.is_spam:
        raise Unescalatable(422, "spam", _("It is among the spam."))
    if level.is_broken:
        words = _("Nobody stands behind “%s” any more. Ask an administrator to set it up.")
        raise Unescalatable(422, "unstaffed", words % level.name)
    now = newest(chain)
    if seen is not None and seen != now:
        words = _("Somebody has changed the escalation meanwhile. Look at it once more.")
        raise Unescalatable(409, "changed", words)
    if any(each.level_id == level.pk for each in chain):
        words = _("It is at “%s” already.")
        raise Unescalatable(409, "there", words % level.name)


def newest(chain: list[Escalation]) -> int:
    """Return the number of the last open escalation, 0 for none: what a page has seen."""
    return max((each.pk for each in chain), default=0)


def _row(ticket: Ticket, wanted: Wanted, chain: list[Escalation], by: Actor) -> Escalation:
    level, path, now = wanted.level, wanted.level.path, timezone.now()
    return Escalation(
        ticket=ticket, path=path, level=level, name=level.name, number=level.number,
        way=level.way, from_name=_from_name(ticket, path, chain), from_team=ticket.team,
        to_team=level.team, reason=wanted.reason.strip(),
        by=by if isinstance(by, Member) else None, by_name=by.actor_name[:200],
        from_owner=ticket.assignee or (by if isinstance(by, Member) else None),
        owner=_owner(ticket, level, by), warn=warning(wanted.minutes, path.warn_before) * 60,
        # Who is asked is waited for, whatever the customer does.
        pauses=[] if level.is_asked else path.pauses,
        state=State.RUNNING, goal=wanted.minutes * 60, used=0, started_at=now, created_at=now,
    )  # fmt: skip


def _from_name(ticket: Ticket, path: EscalationPath, chain: list[Escalation]) -> str:
    """Return the name of the level it comes from; '' where it was at none."""
    handed = [each for each in chain if not each.is_asked]
    if handed:
        return handed[-1].name
    levels = [each for each in path.numbered() if ticket.team_id and not each.is_asked]
    return next((each.name for each in levels if each.team_id == ticket.team_id), "")


def _owner(ticket: Ticket, level: EscalationLevel, by: Actor) -> Member:
    people = [ticket.assignee, by if isinstance(by, Member) else None]
    team = ticket.team if level.is_asked else level.team
    # A rule asks on behalf of nobody: whoever leads there answers for it.
    found = owner_among(people, ticket, team, level.person)
    if found is None:
        words = _("Nobody who works for this brand could take it at “%s”.")
        raise Unescalatable(422, "unstaffed", words % level.name)
    return found
