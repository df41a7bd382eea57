"""What happens to a ticket happens to its escalations, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils import timezone

from maru.kit.database.leases import AT_ONCE
from maru.kit.jobs import bell
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.escalations.clock.winding import wind
from maru.support.escalations.escalation import Outcome
from maru.support.escalations.handing.giving_back import mark_taken
from maru.support.escalations.handing.owning import is_of_level, owner_among
from maru.support.escalations.models import Escalation
from maru.support.servicelevels.recount import is_change
from maru.support.tickets.choices import DONE

# By these an escalation is taken, stands still, ends or goes on.
VERBS = {
    "ticket.assigned", "ticket.status", "ticket.spam", "ticket.merged", "ticket.unmerged",
    "ticket.side_answered", "ticket.side_written", "ticket.side_done",
}  # fmt: skip


def follow(events: Collection[Event]) -> None:
    """Costs a query for events that may concern an escalation, and more only where one is open."""
    about = [event for event in events if event.verb in VERBS]
    if about:
        _follow(about)
    if any(is_change(event) for event in events):
        # Each is looked at once more: ``ringing`` works it out before it tells anything.
        Escalation.objects.open().update(due_at=AT_ONCE, lease_until=None)
        bell.ring("escalations.due")


def _follow(events: Sequence[Event]) -> None:
    for event in events:
        if event.verb == "ticket.unmerged" and "status" in _after(event):
            _revive(event)
    rows = Escalation.objects.open().filter(ticket__in={event.subject_id for event in events})
    found = list(rows.select_related("level", "ticket", "side").order_by("id"))
    if not found:
        return
    for event in events:
        _take_note(event, [r for r in found if r.ticket_id == event.subject_id and not r.is_over])
    if any(event.verb != "ticket.assigned" for event in events):
        wind([row for row in found if not row.is_over])


def _take_note(event: Event, rows: list[Escalation]) -> None:
    after = _after(event)
    match event.verb:
        case "ticket.assigned" if isinstance(event.after, int):
            _own(rows, event)
        case "ticket.status" if event.after in DONE:
            _end(rows, Outcome.SOLVED, event)
        case "ticket.merged" if "into" in after:
            # Its team has nothing of it any more; who is asked answers where it went.
            _end([row for row in rows if not row.is_asked], Outcome.MERGED, event)
        case "ticket.side_done":
            _end([row for row in rows if row.side_id == after.get("side")], Outcome.ANSWERED, event)


def _after(event: Event) -> dict[str, Any]:
    return event.after if isinstance(event.after, dict) else {}


def _own(rows: list[Escalation], event: Event) -> None:
    """Whoever has the ticket answers for all of them; one of the level takes what waits there."""
    member = Member.objects.get_queryset().filter(pk=event.after or 0).first()
    if member is None or not rows:
        return
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(owner=member)
    for row in rows:
        row.owner = member
    on_top = next((row for row in reversed(rows) if not row.is_asked), None)
    if on_top is None or on_top.taken_at is not None:
        return
    person = on_top.level.person_id if on_top.level else None
    if is_of_level(member.pk, on_top.to_team_id, person):
        is_self = event.actor_kind == "member" and event.actor_id == member.pk
        mark_taken(on_top, member, by=member if is_self else None, because=event)


def _end(rows: list[Escalation], outcome: Outcome, event: Event) -> None:
    now = timezone.now()
    by = event.actor_id if event.actor_kind == "member" else None
    for row in rows:
        ended = Escalation.objects.open().filter(pk=row.pk)
        if not ended.update(outcome=outcome, closed_at=now, closed_by=by):
            continue
        row.outcome, row.closed_at, row.closed_by_id = outcome, now, by
        Event.record(
            "ticket.escalation_over", row.ticket, after={**row.told, "outcome": outcome},
            because=event,
        )  # fmt: skip
    wind([row for row in rows if row.is_over])


def _revive(event: Event) -> None:
    """Have what the merger ended go on: the ticket is as it was, with its team and assignee.

    Its rows still stand where it was merged, and are brought home after this event.
    """
    ended = Escalation.objects.filter(home=event.subject_id, outcome=Outcome.MERGED)
    rows = list(ended.select_related("home__team", "home__assignee", "owner", "from_owner"))
    for row in rows:
        owner, row.owner = row.owner, _owner_again(row, event)
        row.outcome, row.closed_at, row.closed_by = "", None, None
        row.save(update_fields=["outcome", "closed_at", "closed_by", "owner"])
        # A word that its clock is to be worked out once it is home.
        Escalation.objects.filter(pk=row.pk).update(due_at=AT_ONCE, lease_until=None)
        Event.record("ticket.escalation_revived", row.home or row.ticket, after=row.told,
                     because=event)  # fmt: skip
        if row.owner != owner:
            Event.record("ticket.escalation_passed", row.home or row.ticket, because=event,
                         after={**row.told, "who": str(row.owner)})  # fmt: skip


def _owner_again(row: Escalation, event: Event) -> Member:
    """Return who answers for what goes on: not who left while it was over, of whom nobody took it
    over then."""
    if row.owner.is_active:
        return row.owner
    ticket = row.home or row.ticket
    is_member = event.actor_kind == "member"
    by = Member.objects.get_queryset().filter(pk=event.actor_id or 0).first() if is_member else None
    heir = owner_among([ticket.assignee, row.from_owner, by], ticket, ticket.team)
    return heir or by or row.owner
