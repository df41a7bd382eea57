from __future__ import annotations

from typing import Any

from maru.staff.members.tests.routes import Thing, things
from maru.support.tickets.tests.routes import readers_of
from maru.support.understanding.models import Guess


@things("looks")
def guesses(case: Any) -> list[Thing]:
    def guess(ticket: Any) -> int:
        message = ticket.messages.earliest("pk")
        made, _is_new = Guess.objects.get_or_create(
            message=message, facet="kind", defaults={"value": "complaint", "sure": 90}
        )
        return made.pk

    return [Thing(guess(ticket), readers_of(ticket), inside=ticket.pk) for ticket in case.tickets]
