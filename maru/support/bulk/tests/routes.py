from __future__ import annotations

from typing import Any

from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, things
from maru.support.bulk.models import BulkChange
from maru.support.tickets.models import Ticket


@things("bulk")
@things("bulk-changes")
def bulk_changes(case: Any) -> list[Thing]:
    rows = Ticket.objects.visible_to(case.jisu)
    change = BulkChange.look_at(rows, {"priority": 3}, by=case.jisu)
    return [Thing(change.pk, lambda member: member == case.jisu and member.can(Power.CHANGE))]
