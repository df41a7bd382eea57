"""A level takes a ticket, answers and gives it back; whoever handed it up takes it back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.escalations.clock.winding import wind
from maru.support.escalations.escalation import LONGEST, Outcome
from maru.support.escalations.handing.owning import owner_among
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation
from maru.support.escalations.telling import people_of
from maru.support.tickets.models import Ticket


def take(escalation: Escalation, *, by: Member) -> bool:
    """Have ``by`` answer for it from now on: they take it at its level. Return False if they had.

    Raises Unescalatable where it is over, or somebody else was faster; PermissionDenied.
    """
    if not by.can(Power.CHANGE):
        raise PermissionDenied
    with transaction.atomic():
        ticket = _held(escalation)
        if escalation.is_asked:
            raise Unescalatable(422, "asked", _("Who is asked takes nothing over."))
        if escalation.taken_by_id == by.pk:
            return False
        above = Escalation.objects.open().handed().filter(ticket=ticket, pk__gt=escalation.pk)
        if further := above.last():
            words = _("It was handed further up: it is at “%s” now.")
            raise Unescalatable(409, "further_up", words % further.name)
        if escalation.taken_at is not None:
            words = _("%s was faster and has it.")
            raise Unescalatable(409, "taken", words % escalation.taken_by)
        ticket.assign(by, by=by)
        # Nothing where the assignment has said so: by who is of the level it is taken with it.
        mark_taken(escalation, by, by=by)
    escalation.refresh_from_db()
    return True


def mark_taken(
    escalation: Escalation, member: Member, *, by: Actor | None, because: Event | None = None
) -> bool:
    """Write down that ``member`` has it at its level; return False if somebody has already."""
    now = timezone.now()
    free = Escalation.objects.open().filter(pk=escalation.pk, taken_at=None)
    if not free.update(taken_at=now, taken_by=member, owner=member):
        return False
    escalation.taken_at, escalation.taken_by, escalation.owner = now, member, member
    after = {**escalation.told, "who": str(member)}
    Event.record("ticket.escalation_taken", escalation.ticket, by=by, after=after, because=because)
    return True


def give_back(escalation: Escalation, note: str, *, by: Member) -> Escalation:
    """Answer what it was handed up for, and give the ticket back to who had it. See ``_back``."""
    outcome = Outcome.ANSWERED if escalation.is_asked else Outcome.RETURNED
    return _back(escalation, outcome, note, by=by)


def take_back(escalation: Escalation, note: str, *, by: Member) -> Escalation:
    """Take the ticket back to where it was before. See ``_back``."""
    return _back(escalation, Outcome.TAKEN_BACK, note, by=by)


def _back(escalation: Escalation, outcome: Outcome, note: str, *, by: Member) -> Escalation:
    """End it, and what was handed up above it. The ticket is its team's and assignee's of before:
    of whoever may not have it any more, it is ``by``'s, or who leads that team.

    Raises Unescalatable for no note, or where it is over; PermissionDenied.
    """
    if not by.can(Power.CHANGE):
        raise PermissionDenied
    note = _noted(note)
    with transaction.atomic():
        ticket = _held(escalation)
        closed = _close(escalation, outcome, note, by)
        verb = "taken_back" if outcome == Outcome.TAKEN_BACK else "returned"
        after = {**escalation.told, "from": closed[-1].name, "to": escalation.from_name,
                 "note": note, "members": people_of(closed, ticket)}  # fmt: skip
        if not escalation.is_asked:
            # Before it is told: where a private team had it, nobody else would hear of it.
            ticket.hand_to(escalation.from_team, by=by)
        event = Event.record(f"ticket.escalation_{verb}", ticket, by=by, after=after)
        if escalation.is_asked:
            if escalation.side:
                escalation.side.close(by=by, because=event)
        else:
            _assign_back(ticket, escalation, by, event)
    escalation.refresh_from_db()
    return escalation


def _noted(note: str) -> str:
    note = note.strip()
    if not note:
        raise Unescalatable(422, "note", _("Say in a note what came of it."))
    if len(note) > LONGEST:
        raise Unescalatable(422, "note", _("A note has at most %s characters.") % LONGEST)
    return note


def _held(escalation: Escalation) -> Ticket:
    """Let nobody else change it until the transaction ends, and read it anew."""
    hold_with_side(escalation)
    fresh = Escalation.objects.select_related("taken_by", "side").get(pk=escalation.pk)
    for name in ("ticket_id", "closed_at", "taken_at", "taken_by", "owner_id", "side"):
        setattr(escalation, name, getattr(fresh, name))
    if escalation.is_over:
        words = _("It is over already: somebody was faster.")
        raise Unescalatable(409, "over", words)
    rows = Ticket.objects.select_related("team", "assignee", "brand")
    ticket = rows.get(pk=escalation.ticket_id)
    escalation.ticket = ticket
    return ticket


def hold_with_side(escalation: Escalation) -> None:
    """Hold its ticket; before it the side conversation, in the order of who writes there: so two
    wait for one another nowhere, and no answer comes while a clock is worked out."""
    if escalation.side:
        escalation.side.hold()
    Ticket.objects.filter(pk=escalation.ticket_id).hold()


def _close(escalation: Escalation, outcome: Outcome, note: str, by: Member) -> list[Escalation]:
    """End ``escalation``, and of hand-overs all above it; return them, the lowest first."""
    rows = [escalation]
    if not escalation.is_asked:
        above = Escalation.objects.open().handed().filter(
            ticket=escalation.ticket_id, pk__gt=escalation.pk
        )  # fmt: skip
        rows += list(above)
    now = timezone.now()
    for row in rows:
        row.outcome, row.closed_at, row.closed_by = outcome, now, by
        row.note = note if row is escalation else ""
        row.ticket = escalation.ticket
        row.save(update_fields=["outcome", "closed_at", "closed_by", "note"])
    wind(rows)
    return rows


def _assign_back(ticket: Ticket, escalation: Escalation, by: Member, because: Event) -> None:
    people = [escalation.from_owner, by, ticket.assignee]
    owner = owner_among(people, ticket, escalation.from_team)
    if owner:
        ticket.assign(owner, by=by, because=because)
