from __future__ import annotations

from typing import Any

from maru.extensions.email.models import Relay
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import OTHER_BRAND, Thing, things


@things("relays")
def relays(case: Any) -> list[Thing]:
    made = [
        Relay.objects.create(brand=case.onnuri, host="a.example"),
        Relay.objects.create(channel=case.other_mailbox, host=f"{OTHER_BRAND}.example"),
    ]
    return [Thing(relay.pk, lambda m: m.can(Power.COMPANY)) for relay in made]
