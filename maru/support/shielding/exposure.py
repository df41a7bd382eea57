"""How much abuse somebody had to read, and from whom it came, in the last 90 days."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from maru.records.customers.models import Customer
from maru.staff.members.models import Member
from maru.staff.members.roles import Power, Role
from maru.support.shielding.abuse import COUNTED, Step
from maru.support.shielding.models import Abuse, Opening, StepTaken

MOST = 50


@dataclass(frozen=True)
class Exposure:
    member: Member
    opened: int
    steps: int
    rests: int


def of_member(member: Member) -> Exposure:
    """Return one's own. Two queries."""
    return _of([member])[0]


def of_team(lead: Member) -> list[Exposure]:
    """Return that of everybody whom they lead, by name: this ranks nobody. Who had nothing to
    read is left out. Three queries."""
    return [each for each in _of(list(led_by(lead))) if each.opened or each.steps]


def led_by(lead: Member) -> QuerySet[Member]:
    """Return the people of a lead's teams, of a manager's and an administrator's brands, by name;
    nobody for others, and nobody whom they may not know of."""
    rows = Member.objects.visible_to(lead).active().order_by("name", "id")
    if not lead.can(Power.RESCUE):
        return rows.none()
    if lead.role == Role.LEAD:
        return rows.filter(teams__in=lead.teams.all()).distinct()
    return rows.filter(brands__in=lead.brand_ids).distinct()


def of_customers(member: Member) -> list[tuple[Customer, int]]:
    """Return whose messages were abusive most often, of those that ``member`` may see."""
    rows = Abuse.objects.visible_to(member).standing().lately().exclude(customer=None)
    counted = rows.order_by().values_list("customer").annotate(n=Count("pk")).order_by("-n")[:MOST]
    times = dict(counted)
    customers = Customer.objects.in_bulk(list(times))
    return [(customers[pk], n) for pk, n in times.items() if pk in customers]


def _of(members: list[Member]) -> list[Exposure]:
    since = timezone.now() - COUNTED
    ids = [member.pk for member in members]
    opened = Opening.objects.filter(member__in=ids, at__gt=since, abuse__dismissed_at=None)
    read = dict(opened.order_by().values_list("member").annotate(n=Count("pk")))
    taken = StepTaken.objects.filter(member__in=ids, at__gt=since).order_by()
    rest = Count("pk", filter=Q(step=Step.REST))
    steps = {pk: (n, rests) for pk, n, rests in
             taken.values_list("member").annotate(n=Count("pk"), rests=rest)}  # fmt: skip
    return [Exposure(each, read.get(each.pk, 0), *steps.get(each.pk, (0, 0))) for each in members]
