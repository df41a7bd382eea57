"""What tests of clocks do again and again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from maru.support.servicelevels.models import Clock, ServiceLevel
from maru.support.servicelevels.winding import wind_all_touched
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket

SEOUL = ZoneInfo("Asia/Seoul")
# A Thursday within office hours.
TEN = datetime(2026, 11, 26, 10, tzinfo=SEOUL)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def level(**fields: Any) -> ServiceLevel:
    return ServiceLevel.objects.create(
        **{"name": "기본", "first_reply": 60, "next_reply": 60, "resolve": 480, **fields}
    )


def ask(case: Any, **fields: Any) -> Ticket:
    """Open a ticket of kim's, and work its clocks out."""
    ticket = open_ticket(
        by=case.jisu, brand=case.onnuri, requester=case.kim, subject="환불 문의",
        text="환불해 주세요.", team=case.team, **fields,
    )  # fmt: skip
    wind_all_touched()
    return ticket


def clock(ticket: Ticket, target: str = "first_reply") -> Clock:
    """Return its clock as it stands once all is worked out."""
    wind_all_touched()
    return Clock.objects.get(ticket=ticket, target=target)
