from __future__ import annotations

from typing import Any

from maru.staff.alarms.models import Alarm
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, things


@things("alarms")
def alarms(case: Any) -> list[Thing]:
    return [
        Thing(Alarm.objects.create(name="outbox", facts={"n": 1, "minutes": 5}).pk,
              lambda member: member.can(Power.RESCUE)),
        Thing(Alarm.objects.create(name="worker").pk, lambda member: member.sees_company),
    ]  # fmt: skip
