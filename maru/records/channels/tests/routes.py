from __future__ import annotations

from typing import Any

from maru.records.channels.models import Channel
from maru.staff.members.tests.routes import SeenBy, Thing, of_brand, things


@things("channels")
def channels(case: Any) -> list[Thing]:
    return [Thing(one.pk, _seen_by(one)) for one in (case.mailbox, case.other_mailbox)]


def _seen_by(channel: Channel) -> SeenBy:
    of_its_brand = of_brand(channel.brand)
    return lambda member: member.sees_company or of_its_brand(member)
