"""/tickets/{number}/snooze: putting a ticket off."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.tickets.api.finding import shown
from maru.support.tickets.api.naming import wrong
from maru.support.tickets.api.schemas import TicketOut
from maru.support.tickets.models import Ticket
from maru.support.tickets.snoozing.choosing import until

router = Routes()


class Snooze(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"until": "내일 오후 2시"}})
    until: datetime | Line | None = Field(
        None,
        description="A time to come, within a year; or words, Korean or English, in your time "
        "zone; null: until the customer answers, which ends it in any case.",
        union_mode="left_to_right",
    )


@router.write(
    "POST", "/tickets/{number}/snooze", {200: TicketOut},
    scope="tickets:write", summary="Put a ticket off", fails=(409,),
)  # fmt: skip
def snooze(request: HttpRequest, number: Id, data: Snooze) -> Ticket:
    """It leaves the open lists until then, and comes back at their top. 422 for one that is
    solved or closed."""
    member = caller_who_can(request, Power.CHANGE)
    rows = Ticket.objects.visible_to(member).select_related("brand__calendar")
    ticket = get_object_or_404(rows, pk=number)
    given = data.until.isoformat() if isinstance(data.until, datetime) else data.until
    try:
        ticket.snooze(None if given is None else until(given, member, ticket.brand), by=member)
    except ValidationError as why:
        raise wrong("until", why.messages[0]) from None
    return shown(request, number)


@router.write(
    "DELETE", "/tickets/{number}/snooze", {200: TicketOut},
    scope="tickets:write", summary="Bring a ticket back that was put off", fails=(409,),
)  # fmt: skip
def wake(request: HttpRequest, number: Id) -> Ticket:
    """One that is not put off stays as it is."""
    caller_who_can(request, Power.CHANGE)
    rows = Ticket.objects.visible_to(caller(request))
    get_object_or_404(rows, pk=number).wake(by=caller(request))
    return shown(request, number)
