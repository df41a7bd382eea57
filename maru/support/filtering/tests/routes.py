from __future__ import annotations

from typing import Any

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import OTHER_BRAND, Thing, everybody, things
from maru.support.filtering.models import BlockedSender, Filter


@things("filters")
def filters(case: Any) -> list[Thing]:
    conditions = {"all": [{"field": "subject", "op": "contains", "value": "(광고)"}]}
    own = Filter.objects.create(name="광고", to_spam=True, conditions=conditions)
    other = Filter.objects.create(
        name=f"광고 {OTHER_BRAND}", to_spam=True, conditions=conditions, brand=case.haneul
    )
    return [Thing(own.pk, everybody), Thing(other.pk, _works_for(case.haneul))]


@things("blocked-senders")
def blocked_senders(case: Any) -> list[Thing]:
    rows = [
        BlockedSender.objects.create(brand=case.onnuri, value="bad.example"),
        BlockedSender.objects.create(brand=case.haneul, value=f"x@{OTHER_BRAND}.example"),
    ]
    return [Thing(row.pk, _works_for(row.brand)) for row in rows]


def _works_for(brand: Any) -> Any:
    return lambda member: (
        isinstance(member, Member) and member.can(Power.CHANGE) and brand.pk in member.brand_ids
    )
