from __future__ import annotations

from typing import Any

from maru.staff.errands.models import Errand
from maru.staff.members.tests.routes import Thing, things


@things("errands")
def errands(case: Any) -> list[Thing]:
    asked = Errand.ask("bulk", by=case.jisu, total=1, about={"bulk": 1})
    return [Thing(asked.pk, lambda member: member == case.jisu)]
