from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import pgettext_lazy

from maru.support.planning.erlang import Goal
from maru.support.planning.seasonal import HOURS
from maru.support.planning.team_plan import TeamPlan


class DemandKind(models.TextChoices):
    """The kinds of work that people are planned for."""

    TICKET = "ticket", pgettext_lazy("demand", "Tickets")
    PHONE = "phone", pgettext_lazy("demand", "Calls")
    CHAT = "chat", pgettext_lazy("demand", "Chats")


# Handling time, per cent answered within so many seconds, at once, per cent busy.
USUAL: dict[str, dict[str, int]] = {
    DemandKind.TICKET: {
        "handling_seconds": 600, "answer_percent": 100, "answer_seconds": 4 * 3600, "at_once": 1,
        "occupancy": 85,
    },
    DemandKind.PHONE: {
        "handling_seconds": 240, "answer_percent": 80, "answer_seconds": 20, "at_once": 1,
        "occupancy": 85,
    },
    DemandKind.CHAT: {
        "handling_seconds": 600, "answer_percent": 80, "answer_seconds": 60, "at_once": 3,
        "occupancy": 85,
    },
}  # fmt: skip


class Demand(models.Model):
    """How much of one kind of work comes to a team, and what is promised of it.

    ``given`` is how much comes in each hour of a usual week (168, from Monday), by hand; empty:
    what is foretold of tickets, nothing of other kinds. Of tickets ``answer_seconds`` are open
    time within which they are worked on; of calls and chats ``answer_percent`` are answered within
    ``answer_seconds``. ``at_once``: so many chats one agent has at the same time. ``occupancy``:
    per cent of their time that people are busy at most.
    """

    plan = models.ForeignKey(
        TeamPlan, on_delete=models.CASCADE, related_name="demands", db_index=False
    )
    kind = models.CharField(max_length=6, choices=DemandKind.choices)
    is_on = models.BooleanField(default=False)
    given = models.JSONField(default=list)
    handling_seconds = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(86_400)]
    )
    answer_percent = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    answer_seconds = models.PositiveIntegerField(validators=[MaxValueValidator(40 * 3600)])
    at_once = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    occupancy = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(10), MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "kind"], name="demand_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of plan {self.plan_id}"

    @classmethod
    def usual(cls, plan: TeamPlan, kind: str) -> Demand:
        """Return one that is not saved, with what is usual."""
        return cls(plan=plan, kind=kind, **USUAL[kind])

    @property
    def is_given(self) -> bool:
        return len(self.given) == HOURS

    @property
    def goal(self) -> Goal:
        return Goal(self.answer_percent / 100, self.answer_seconds, self.occupancy / 100)

    @property
    def told(self) -> dict[str, Any]:
        """As events keep it, and programs are told."""
        return {
            "kind": str(self.kind), "on": self.is_on, "handling_seconds": self.handling_seconds,
            "answer_percent": self.answer_percent, "answer_seconds": self.answer_seconds,
            "at_once": self.at_once, "occupancy": self.occupancy,
            "arrivals": self.given if self.is_given else None,
        }  # fmt: skip
