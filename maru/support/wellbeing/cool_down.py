from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member
from maru.staff.teams.models import Team

LONGEST = 240  # minutes
AFTER_ABUSE, AFTER_HARD = 5, 10  # where a company has set nothing


class Why(models.TextChoices):
    """After what."""

    ABUSE = "abuse", _("An abusive message")
    HARD = "hard", _("A hard case")


class CoolDown(models.Model):
    """For how many minutes somebody is given nothing new after something hard: what the company
    says, and a team that says something else of its people. 0: not at all."""

    # None: the company.
    team = models.OneToOneField(Team, null=True, on_delete=models.CASCADE, related_name="cool_down")
    after_abuse = models.PositiveSmallIntegerField(
        default=AFTER_ABUSE, validators=[MaxValueValidator(LONGEST)]
    )
    after_hard = models.PositiveSmallIntegerField(
        default=AFTER_HARD, validators=[MaxValueValidator(LONGEST)]
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.team or 'company'}: {self.after_abuse}, {self.after_hard}"

    @classmethod
    def of(cls, team: Team | None) -> CoolDown:
        """Return what is said of ``team``, None for the company; a new row that says what holds
        where nothing is said, not saved."""
        return cls.objects.filter(team=team).first() or cls(team=team)

    @classmethod
    def minutes_for(cls, member: Member, why: str) -> int:
        """Return how long ``member`` rests: of several teams that say something, the longest. One
        query."""
        rows = cls.objects.filter(Q(team=None) | Q(team__in=member.teams.all()))
        said: dict[int | None, int] = {
            row.team_id: getattr(row, f"after_{why}") for row in reversed(rows)
        }
        usual: int = getattr(cls(), f"after_{why}")
        of_company = said.pop(None, usual)
        return max(said.values(), default=of_company)


def cool_down(member: Member, why: str) -> datetime | None:
    """Have ``member`` rest after something hard; return until when, None where nobody wants that.
    A longer rest stays. Two queries and an event."""
    minutes = CoolDown.minutes_for(member, why)
    if not minutes:
        return None
    until = timezone.now() + timedelta(minutes=minutes)
    member.rest(until, by=member, why=why)
    return max(until, member.resting_until or until)


def after_abuse(member: Member) -> None:
    cool_down(member, Why.ABUSE)
