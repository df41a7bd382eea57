from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team


class Whose(models.TextChoices):
    """Who a saved view or a macro is for."""

    OWN = "own", _("Me alone")
    TEAM = "team", _("A team")
    COMPANY = "company", pgettext_lazy("view", "Everybody")


def may_change(member: Member, whose: str, team: Team | int | None = None) -> bool:
    """Return whether ``member`` may make and change what is of this kind: one's own anybody, a
    team's whoever leads in it, everybody's a manager. Costs a query for a team's."""
    if whose == Whose.COMPANY:
        return member.can(Power.PEOPLE)
    if whose == Whose.TEAM:
        pk = team.pk if isinstance(team, Team) else team
        return pk is not None and teams_led_by(member).filter(pk=pk).exists()
    return member.is_active


def teams_led_by(member: Member) -> models.QuerySet[Team]:
    """Return the teams whose views and macros ``member`` may change."""
    return Team.objects.filter(members=member) if member.can(Power.RESCUE) else Team.objects.none()
