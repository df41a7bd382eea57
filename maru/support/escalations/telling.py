"""Whom an escalation is told to, and in which words the history tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from maru.kit.ui.times import exact
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.support.escalations.models import Escalation
from maru.support.tickets.models import Ticket
from maru.support.tickets.telling import Names

SHOWN = 200  # characters of a reason in a line


def to_be_told(escalation: Escalation, ticket: Ticket) -> list[int]:
    """Return the ids of the members who hear of it: who answers for it, who is in charge of its
    level, and who leads its team; while nobody of the level has it, the whole team where nobody is
    in charge. Two queries."""
    person = in_charge(escalation)
    team = ticket.team_id if escalation.is_asked else escalation.to_team_id
    found = {escalation.owner_id, person} - {None}
    inside = Q(teams=team) if team else Q(pk=None)
    if not escalation.is_waiting or person:
        inside &= Q(role=Role.LEAD)
    found |= set(Member.objects.active().filter(inside).values_list("pk", flat=True))
    return sorted(pk for pk in found if pk)


def in_charge(escalation: Escalation) -> int | None:
    """Return who is in charge of its level, None for nobody who works here."""
    person = escalation.level.person if escalation.level else None
    return person.pk if person is not None and person.is_active else None


def people_of(closed: Iterable[Escalation], ticket: Ticket) -> list[int]:
    """Return who had to do with what is over now: they need not wait for it any more."""
    found: set[int | None] = {ticket.assignee_id}
    for each in closed:
        found |= {each.from_owner_id, each.owner_id, each.taken_by_id}
    return sorted(pk for pk in found if pk)


def escalated(event: Event, names: Names) -> tuple[str, str]:
    after = event.after or {}
    return _("Escalated"), _joined(_way(event), _until(event), _shortened(after.get("reason")))


def taken(event: Event, names: Names) -> tuple[str, str]:
    after = event.after or {}
    return _("Escalation taken over"), _joined(after.get("name"), after.get("who"))


def returned(event: Event, names: Names) -> tuple[str, str]:
    return _("Escalation given back"), _joined(_back(event), _note(event))


def taken_back(event: Event, names: Names) -> tuple[str, str]:
    return _("Escalation taken back"), _joined(_back(event), _note(event))


def over(event: Event, names: Names) -> tuple[str, str]:
    after = event.after or {}
    why = {"solved": _("the ticket is solved"), "merged": _("the ticket was merged"),
           "answered": _("the side conversation is done")}  # fmt: skip
    said = why.get(str(after.get("outcome")), "")
    return _("Escalation over"), _joined(after.get("name"), said)


def revived(event: Event, names: Names) -> tuple[str, str]:
    return _("Escalation goes on"), str((event.after or {}).get("name", ""))


def passed_on(event: Event, names: Names) -> tuple[str, str]:
    after = event.after or {}
    return _("Answers for the escalation"), _joined(after.get("name"), after.get("who"))


def warned(event: Event, names: Names) -> tuple[str, str]:
    return _("Escalation nearly due"), _joined((event.after or {}).get("name"), _until(event))


def overdue(event: Event, names: Names) -> tuple[str, str]:
    return _("Escalation overdue"), _joined((event.after or {}).get("name"), _until(event))


TOLD = {
    "ticket.escalated": escalated,
    "ticket.escalation_taken": taken,
    "ticket.escalation_returned": returned,
    "ticket.escalation_taken_back": taken_back,
    "ticket.escalation_over": over,
    "ticket.escalation_revived": revived,
    "ticket.escalation_passed": passed_on,
    "ticket.escalation_warned": warned,
    "ticket.escalation_overdue": overdue,
}


def texts_of(events: Sequence[Event], member: Member) -> dict[int, str]:
    """Return event -> what it says, for the line of a notification."""
    return {event.pk: TOLD[event.verb](event, Names())[1] for event in events}


def _way(event: Event) -> str:
    after = event.after or {}
    name, start = str(after.get("name", "")), after.get("from")
    return f"{start} → {name}" if start else f"→ {name}"


def _back(event: Event) -> str:
    after = event.after or {}
    to = str(after.get("to") or "") or _("before the escalation")
    return f"{after.get('from', '')} → {to}"


def _note(event: Event) -> str:
    return _shortened((event.after or {}).get("note"))


def _until(event: Event) -> str:
    at = parse_datetime(str((event.after or {}).get("promised_at") or ""))
    return _("by %(time)s") % {"time": exact(at)} if at else ""


def _shortened(text: object) -> str:
    said = " ".join(str(text or "").split())
    return said if len(said) <= SHOWN else said[: SHOWN - 1].rstrip() + "…"


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)
