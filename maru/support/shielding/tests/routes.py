from __future__ import annotations

from typing import Any

from maru.staff.members.tests.routes import Thing, things
from maru.support.shielding.models import Abuse
from maru.support.tickets.tests.routes import readers_of


@things("abuse")
def abuses(case: Any) -> list[Thing]:
    def abuse(ticket: Any) -> int:
        message = ticket.messages.earliest("pk")
        return Abuse.objects.get_or_create(message=message, defaults={"kinds": ["insult"]})[0].pk

    return [Thing(abuse(ticket), readers_of(ticket), inside=ticket.pk) for ticket in case.tickets]
