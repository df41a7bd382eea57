from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.staff.company.models import Company
from maru.staff.journal.event import Actor
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.routing.brain.nouns import WEIGHTS, Part, Rules
from maru.support.routing.brain.nouns import Strategy as Way
from maru.support.routing.choices import Strategy

USUAL_CAPACITY = 10  # pieces of work of one kind that one member has at once
MOST = 500
HEAVIEST = 10  # weight of a part


def usual_weights() -> dict[str, int]:
    return {str(name): weight for name, weight in WEIGHTS.items()}


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    def visible_to(self, member: Member) -> RoutingRuleQuerySet:
        """Return those of the teams that ``member`` forms."""
        if not member.can(Power.PEOPLE):
            return self.none()
        return self.filter(team__in=Team.objects.visible_to(member))

    def on(self) -> RoutingRuleQuerySet:
        return self.filter(is_on=True)


class RoutingRule(Actor, models.Model):
    """How work finds somebody in one team. It is the actor of what it gives; without a row, and
    while it is off, nothing is given by itself."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="routing")
    is_on = models.BooleanField(default=False)
    strategy = models.CharField(
        max_length=12, choices=Strategy.choices, default=Strategy.ROUND_ROBIN
    )
    weights = models.JSONField(default=usual_weights)  # of Part: 0 to HEAVIEST
    # How much one member has at once where nothing is said of them (MemberCapacity).
    capacity = models.PositiveSmallIntegerField(
        default=USUAL_CAPACITY, validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )
    # Who helped a customer within so many days is their agent again, where they can; 0: no matter.
    known_days = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(365)])
    # What waits for an answer is taken from who is absent for so long; None: it stays.
    absent_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_080)]
    )
    # Who does not speak the customer's language is given nothing of theirs.
    needs_language = models.BooleanField(default=False)
    # A member is asked first, and has so long to answer; else it is theirs at once.
    asks_first = models.BooleanField(default=False)
    offer_seconds = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(15), MaxValueValidator(3600)]
    )
    # What has waited for so long goes to another team; None: it stays.
    overflow_to = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    overflow_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_080)]
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["team__name"]

    def __str__(self) -> str:
        return f"{self.team} ({self.strategy})"

    @property
    def actor_kind(self) -> str:
        return "routing"

    @property
    def actor_name(self) -> str:
        """What the history calls it, in the language of the company."""
        company = Company.here()
        with override(company.language if company else None):
            return _("Routing")

    @property
    def rules(self) -> Rules:
        """What the brain is told."""
        return Rules(
            strategy=Way(self.strategy),
            weights=self.weights,
            prefers_known=bool(self.known_days),
            needs_language=self.needs_language,
        )

    @property
    def minds_language(self) -> bool:
        """Return whether it matters in which language a customer writes."""
        is_weighed = self.strategy == Strategy.BEST_FIT and self.weights.get(Part.LANGUAGE.value)
        return self.needs_language or bool(is_weighed)

    @property
    def told(self) -> dict[str, Any]:
        """Return what a decision keeps of it."""
        told: dict[str, Any] = {"strategy": self.strategy}
        return {**told, "weights": self.weights} if self.strategy == Strategy.BEST_FIT else told

    @classmethod
    def of(cls, team: Team) -> RoutingRule:
        """Return the rule of ``team``, or a new one that is off and not saved."""
        return cls.objects.filter(team=team).select_related("team").first() or cls(team=team)
