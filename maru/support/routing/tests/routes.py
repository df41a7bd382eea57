from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maru.staff.members.models import Skill
from maru.staff.members.tests.routes import Thing, everybody, of_team, things
from maru.support.routing.models import Offer, RoutingNeed, RoutingRule


@things("needs")
def needs(case: Any) -> list[Thing]:
    """One of each team."""
    skill = Skill.objects.create(name="환불")

    def made(team: Any) -> int:
        rule, _made = RoutingRule.objects.get_or_create(team=team)
        return RoutingNeed.objects.create(rule=rule, conditions={"all": []}, skill=skill).pk

    return [
        Thing(made(case.team), everybody, inside=case.team.pk),
        Thing(made(case.secret_team), of_team(case.secret_team), inside=case.secret_team.pk),
    ]


@things("offers")
def offers(case: Any) -> list[Thing]:
    """One of each of two."""
    now = timezone.now()

    def made(member: Any, ticket: Any) -> int:
        return Offer.objects.create(
            kind="ticket", item=ticket.pk, team=case.team, member=member, since=now,
            ends_at=now + timedelta(minutes=5),
        ).pk  # fmt: skip

    owners = zip((case.jisu, case.eve), case.tickets, strict=False)
    return [Thing(made(o, t), lambda m, o=o: m == o) for o, t in owners]
