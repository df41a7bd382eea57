"""Organizations of the own brand and of the other one."""

from __future__ import annotations

from typing import Any

from maru.records.customers.models import Organization
from maru.records.customers.organizations.editing import add_organization
from maru.staff.company.models import Brand
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import OTHER_BRAND, Thing, of_brand, things


@things("organizations")
def organizations(case: Any) -> list[Thing]:
    def thing(brand: Brand, told: str, domain: str) -> Thing:
        made = Organization.objects.filter(brand=brand).first() or add_organization(
            brand, f"한결상사 {told}", by=case.sora, domains=[domain], note=f"메모 {told}"
        )
        works_for = of_brand(brand)
        return Thing(made.pk, lambda member: member.can(Power.READ) and works_for(member))

    return [
        thing(case.onnuri, "", "hangyeol.example"),
        thing(case.haneul, OTHER_BRAND, "other.example"),
    ]
