"""Whom a warning or a missed promise is told to, and in which words the history tells it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from maru.kit.ui.times import exact
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.support.servicelevels.level import Told
from maru.support.servicelevels.models import ServiceLevel
from maru.support.servicelevels.targets import Target
from maru.support.tickets.choices import label_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.telling import Names


def whom(level: ServiceLevel | None, ticket: Ticket) -> list[int]:
    """Return the ids of the members to tell, as the level says. Who has no lead, or a ticket that
    nobody has: its team. One query or two."""
    tells = set(level.tells) if level else set()
    found: set[int] = set()
    if Told.ASSIGNEE in tells and ticket.assignee_id:
        found.add(ticket.assignee_id)
    inside = Member.objects.active().filter(teams=ticket.team_id) if ticket.team_id else None
    if inside is not None:
        is_left = Told.ASSIGNEE in tells and not ticket.assignee_id
        if Told.TEAM in tells or is_left:
            found |= set(inside.values_list("pk", flat=True))
        elif Told.LEADS in tells:
            found |= set(inside.filter(role=Role.LEAD).values_list("pk", flat=True))
    return sorted(found)


def told(event: Event, names: Names) -> tuple[str, str]:
    after = event.after or {}
    topic = {
        "clock.warned": _("Promise nearly due"),
        "clock.breached": _("Promise missed"),
    }[event.verb]
    promised = parse_datetime(str(after.get("promised_at") or ""))
    what = label_of(Target, after.get("target", ""))
    parts = [what, exact(promised) if promised else "", str(after.get("name", ""))]
    return topic, " · ".join(filter(None, parts))


def texts_of(events: Sequence[Event], member: Member) -> dict[int, str]:
    """Return event -> which promise, for the line of a notification."""
    return {event.pk: told(event, Names())[1] for event in events}
