"""Who sees, and who makes, whose shifts: oneself, whoever leads in a team of theirs, managers."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.whose import teams_led_by
from maru.staff.teams.models import Team


def planned_by(member: Member) -> QuerySet[Member]:
    """Return whose shifts and absences ``member`` may change, deactivated ones included."""
    people = Member.objects.visible_to(member)
    if member.can(Power.PEOPLE):
        return people
    inside = Member.teams.through.objects.filter(team__in=teams_led_by(member))
    return people.filter(pk__in=inside.values("member"))


def seen_by(member: Member) -> QuerySet[Member]:
    """Return whose shifts and absences ``member`` may see: their own, and whose they may change."""
    planned = planned_by(member).values("pk")
    return Member.objects.get_queryset().filter(Q(pk=member.pk) | Q(pk__in=planned))


def teams_planned_by(member: Member) -> QuerySet[Team]:
    """Return the teams whose week ``member`` sees whole."""
    return Team.objects.visible_to(member) if member.can(Power.PEOPLE) else teams_led_by(member)
