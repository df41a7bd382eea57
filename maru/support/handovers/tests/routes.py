from __future__ import annotations

from typing import Any

from maru.staff.members.tests.routes import Thing, things
from maru.support.handovers.models import Handover, HandoverPart


@things("handovers")
def handovers(case: Any) -> list[Thing]:
    """One of each giver, to a team of theirs alone."""

    def told(ticket: Any, by: Any, to: Any) -> Thing:
        row = Handover.objects.filter(by=by, to=to).first()
        row = row or Handover.objects.create(by=by, to=to, text=ticket.subject)
        HandoverPart.objects.get_or_create(handover=row, ticket=ticket)
        return Thing(row.pk, lambda member: member in {by, to})

    own, other, _secret = case.tickets
    return [told(own, case.minho, case.jisu), told(other, case.eve, case.eve)]
