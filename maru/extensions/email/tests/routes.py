from __future__ import annotations

from typing import Any

from maru.extensions.email.models import Relay
from maru.staff.members.tests.routes import OTHER_BRAND, Thing, of_brand, things


@things("relays")
def relays(case: Any) -> list[Thing]:
    return [
        Thing(Relay.objects.create(brand=case.onnuri, host="a.example").pk, of_brand(case.onnuri)),
        Thing(
            Relay.objects.create(channel=case.other_mailbox, host=f"{OTHER_BRAND}.example").pk,
            of_brand(case.haneul),
        ),
    ]
