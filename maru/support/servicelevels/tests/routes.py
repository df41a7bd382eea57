from __future__ import annotations

from typing import Any

from maru.staff.members.tests.routes import Thing, everybody, things
from maru.support.servicelevels.models import ServiceLevel


@things("service-levels")
def service_levels(case: Any) -> list[Thing]:
    level, _new = ServiceLevel.objects.get_or_create(name="기본", defaults={"first_reply": 60})
    return [Thing(level.pk, everybody)]
