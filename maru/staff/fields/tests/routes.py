from __future__ import annotations

from typing import Any

from maru.kit.fields.field import CustomField
from maru.staff.fields.defining import make
from maru.staff.members.tests.routes import OTHER_BRAND, Thing, everybody, of_brand, things


@things("fields")
def fields(case: Any) -> list[Thing]:
    def made(noun: str, key: str, label: str, **about: Any) -> CustomField:
        field = CustomField(noun=noun, kind="text", key=key, label=label, **about)
        return make(field, by=case.sora)

    other = {"brand_ids": [case.haneul.pk]}
    return [
        Thing(made("ticket", "shared", "모두의 것").pk, everybody),
        Thing(made("customer", "theirs", "고객의 것").pk, everybody),
        Thing(made("organization", "its", "조직의 것").pk, everybody),
        Thing(
            made("ticket", "other", f"다른 것 {OTHER_BRAND}", **other).pk,
            lambda member: member.sees_company or of_brand(case.haneul)(member),
        ),
    ]
