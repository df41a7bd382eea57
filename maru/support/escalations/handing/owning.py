"""Who answers for an escalated ticket: never nobody (0460)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Q, Value, When

from maru.staff.members.models import Member
from maru.staff.members.roles import POWERS, Power, Role
from maru.staff.teams.models import Team
from maru.support.tickets.forms import askable
from maru.support.tickets.models import Ticket

CHANGING = [role for role, powers in POWERS.items() if Power.CHANGE in powers]


def owner_among(
    people: Iterable[Member | None], ticket: Ticket, team: Team | None,
    in_charge: Member | None = None, *, but: Member | None = None,
) -> Member | None:  # fmt: skip
    """Return the first of ``people`` who may have ``ticket`` once it is ``team``'s, or else who is
    in charge of that team, who leads it, anybody in it but ``but``. None where nobody may have it.

    At most three queries.
    """
    named = [each for each in people if each is not None]
    fit = _fit(named, ticket, team)
    if found := next((each for each in named if each.pk in fit), None):
        return found
    if in_charge is not None and in_charge.pk in _fit([in_charge], ticket, team):
        return in_charge
    return _of_team(ticket, team, but) if team else None


def _fit(people: list[Member], ticket: Ticket, team: Team | None) -> set[int]:
    if not people:
        return set()
    rows = askable(ticket.brand_id, team).filter(pk__in=[each.pk for each in people])
    return set(rows.values_list("pk", flat=True))


def _of_team(ticket: Ticket, team: Team, but: Member | None) -> Member | None:
    is_lead = Case(When(role=Role.LEAD, then=Value(0)), default=Value(1))
    inside = Member.teams.through.objects.filter(team=team).values("member")
    rows = askable(ticket.brand_id, team).filter(pk__in=inside, role__in=CHANGING)
    others = rows.exclude(pk=but.pk) if but else rows
    found: Member | None = others.order_by(is_lead, "pk").first()
    return found


def is_of_level(member_id: int, team_id: int | None, person_id: int | None) -> bool:
    """Return whether somebody belongs to a level: as who is in charge, or one of its team."""
    if member_id == person_id:
        return True
    inside = Member.teams.through.objects.filter(Q(team=team_id) & Q(member=member_id))
    return team_id is not None and inside.exists()
