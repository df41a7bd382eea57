from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.brain.nouns import Candidate, Choice
from maru.support.routing.giving.seat import SHORT

KEPT = 40  # candidates of one decision; of the others how many there were, by reason


class Decision(models.Model):
    """That somebody was given a piece of work, and why: who could have had it, their scores by
    part, who could not and for which reason."""

    kind = models.CharField(max_length=SHORT)
    item = models.BigIntegerField()
    team = models.ForeignKey(
        Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="decisions")
    at = models.DateTimeField(default=timezone.now)
    since = models.DateTimeField()  # when it began to wait
    event = models.ForeignKey(Event, null=True, on_delete=models.SET_NULL, related_name="+")
    # strategy, weights, needs; candidates (the best first), outs: how many by reason.
    why = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "item", "-id"], name="decisions_of_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} to member {self.member_id}"


def why_of(choice: Choice, rule: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a choice: the chosen and the next best, then some of the others."""
    kept = choice.candidates[:KEPT]
    needs = [{"skill": need.skill, "level": need.level} for need in choice.work.needs]
    return {
        **rule,
        "needs": needs,
        "language": choice.work.language,
        "candidates": list(_told(kept)),
        "looked_at": len(choice.candidates),
        "outs": choice.outs,
    }


def _told(candidates: Iterable[Candidate]) -> Iterable[dict[str, Any]]:
    for each in candidates:
        told: dict[str, Any] = {
            "member": each.person, "load": each.load, "capacity": each.capacity,
        }  # fmt: skip
        if each.out:
            told["out"] = each.out
            if each.lacks is not None:
                told["lacks"] = each.lacks
        else:
            told["score"] = round(each.score, 4)
            told["parts"] = {name: round(value, 4) for name, value in each.parts.items()}
        yield told
