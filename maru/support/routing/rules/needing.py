"""What work of a team needs: a skill, for the tickets that meet conditions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction

from maru.kit.conditions import BadCondition, Condition
from maru.staff.journal.models import Event
from maru.staff.members.models import Member, Skill
from maru.staff.members.skills.skill import HIGHEST
from maru.support.routing.brain.nouns import Need
from maru.support.routing.kinds import Kind
from maru.support.routing.rules.rule import RoutingRule
from maru.support.tickets.vocabulary import TICKETS

MOST = 50  # of one team


class RoutingNeed(models.Model):
    """Tickets of a team that meet ``conditions`` need a skill, as well as ``level``."""

    rule = models.ForeignKey(RoutingRule, on_delete=models.CASCADE, related_name="needs")
    conditions = models.JSONField(default=dict)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(HIGHEST)]
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"

    @property
    def condition(self) -> Condition | None:
        """What its conditions mean; None where they cannot be read any more: a field is gone."""
        try:
            return TICKETS.read(self.conditions)
        except BadCondition:
            return None

    @property
    def told(self) -> dict[str, Any]:
        return {"conditions": self.conditions, "skill": self.skill_id, "level": self.level}

    def keep(self, *, by: Member) -> None:
        """Save it, and leave an event on the rule."""
        with transaction.atomic():
            before = RoutingNeed.objects.filter(pk=self.pk).first() if self.pk else None
            self.save()
            Event.record(
                "routingrule.need", self.rule, by=by, before=before.told if before else None,
                after=self.told,
            )  # fmt: skip

    def remove(self, *, by: Member) -> None:
        with transaction.atomic():
            Event.record("routingrule.need", self.rule, by=by, before=self.told)
            self.delete()


def set_needs(rule: RoutingRule, needs: list[RoutingNeed], *, by: Member) -> None:
    """Let ``rule`` have these and no others."""
    with transaction.atomic():
        before = list(rule.needs.all())
        if [each.told for each in before] == [each.told for each in needs]:
            return
        for gone in before:
            gone.remove(by=by)
        for new in needs:
            new.rule = rule
            new.keep(by=by)


def needs_of(rule: RoutingRule, kind: Kind, items: Collection[int]) -> dict[int, tuple[Need, ...]]:
    """Return item -> what it needs. A query for each of the needs."""
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for need in rule.needs.all() if rule.pk else ():
        condition = need.condition
        for item in kind.meeting(condition, items) if condition else ():
            # Two that ask for the same skill ask for the higher level.
            found[item][need.skill_id] = max(need.level, found[item].get(need.skill_id, 0))
    return {
        item: tuple(Need(skill, level) for skill, level in sorted(needs.items()))
        for item, needs in found.items()
    }
