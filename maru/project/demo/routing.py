"""Routing in the demo company: set up as an example, and off, so that its tickets stay where their
stories put them."""

from __future__ import annotations

from typing import Any

from maru.staff.members.models import Mastery, Member, Skill, Speaks
from maru.staff.teams.models import Team
from maru.support.routing.models import RoutingNeed, RoutingRule


def set_up(told: dict[str, Any], staff: dict[str, Member]) -> None:
    """Write down the skills of ``told``, who has them, and the rules of one team."""
    skills = {name: Skill.objects.create(name=name) for name in told["skills"]}
    for row in told["knows"]:
        member = staff[row["login"]]
        for name, level in row.get("skills", {}).items():
            Mastery.objects.create(member=member, skill=skills[name], level=level)
        for language in row.get("speaks", []):
            Speaks.objects.create(member=member, language=language)
    rule = RoutingRule.objects.create(
        team=Team.objects.get(name=told["team"]), strategy=told["strategy"],
        capacity=told["capacity"], known_days=told["known_days"],
        absent_minutes=told["absent_minutes"],
    )  # fmt: skip
    for need in told["needs"]:
        conditions = {"all": [{"field": "tags", "op": "has_any", "value": need["tags"]}]}
        RoutingNeed.objects.create(
            rule=rule, conditions=conditions, skill=skills[need["skill"]], level=need["level"]
        )
