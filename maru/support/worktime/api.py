"""/me/time: one's own time. /tickets/{number}/time and /teams/{id}/time: sums."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line
from maru.kit.api.forms import require_valid
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.tickets.models import Ticket
from maru.support.worktime.forms import CorrectionForm
from maru.support.worktime.models import Work
from maru.support.worktime.showing import of_day, of_ticket, within
from maru.support.worktime.summing import days_of
from maru.support.worktime.work import day_of

router = Routes()

LONGEST = timedelta(days=366)


class CorrectionOut(Schema):
    at: Any
    before: int = Field(description="Seconds.")
    after: int = Field(description="Seconds.")
    reason: str


class WorkOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "ticket": 7, "day": "2026-11-30", "seconds": 900, "measured": 600,
                "corrections": [{"at": "2026-11-30T09:00:00Z", "before": 600, "after": 900,
                                 "reason": "전화로 상담"}],
            }
        }
    )  # fmt: skip
    ticket: int
    day: date
    seconds: int
    measured: int = Field(description="Of which so many were measured.")
    corrections: list[CorrectionOut]


class DayOut(Schema):
    day: date
    seconds: int
    items: list[WorkOut]


class Correction(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"ticket": 7, "day": "2026-11-30", "minutes": 15, "reason": "전화로 상담"}
        }
    )
    ticket: Id
    day: date
    minutes: int = Field(description="How long it was on that day, all in all.")
    reason: Line


class TicketTimeOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"mine": 900, "whole": 2400}})
    mine: int = Field(description="Seconds of your own.")
    whole: int | None = Field(
        description="Seconds of everybody; null: your role does not see sums."
    )


class TeamDayOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"day": "2026-11-30", "seconds": 36000, "people": 4, "tickets": 61}
        }
    )
    day: date
    seconds: int | None = Field(description="null: of one person alone, whose own it is.")
    people: int
    tickets: int


class TeamTimeOut(Schema):
    items: list[TeamDayOut]


@router.read("/me/time", DayOut, scope="tickets:read", summary="Show my time of a day")
def mine(request: HttpRequest, day: date | None = None) -> dict[str, Any]:
    """Yours alone: nobody else reads it. Without a day, today, by your time zone."""
    member = caller(request)
    day = day or day_of(member, timezone.now())
    items = [
        {
            "ticket": line.work.ticket_id, "day": day, "seconds": line.work.seconds,
            "measured": line.work.measured,
            "corrections": [
                {"at": event.at, "before": event.before["seconds"], **event.after,
                 "after": event.after["seconds"]}
                for event in line.history if event.before and event.after
            ],
        }
        for line in of_day(member, day)
    ]  # fmt: skip
    return {"day": day, "seconds": sum(each["seconds"] for each in items), "items": items}


@router.write(
    "PUT", "/me/time", {200: DayOut}, scope="tickets:write", summary="Correct my time",
)  # fmt: skip
def correct(request: HttpRequest, data: Correction) -> dict[str, Any]:
    """Say how long you worked on a ticket on a day, and why it is not what was measured."""
    member = caller(request)
    form = CorrectionForm(data.dict(), member=member)
    require_valid(form)
    said = form.cleaned_data
    Work.correct(said["ticket"], member, said["day"], 60 * said["minutes"], said["reason"])
    return mine(request, said["day"])


@router.read(
    "/tickets/{number}/time", TicketTimeOut, scope="tickets:read", summary="Show a ticket's time",
)  # fmt: skip
def of_one(request: HttpRequest, number: Id) -> Any:
    """Your own, and for leads, managers, administrators and analysts that of everybody together."""
    member = caller(request)
    shown = of_ticket(get_object_or_404(Ticket.objects.visible_to(member), pk=number), member)
    return {"mine": shown.own, "whole": shown.whole}


@router.read(
    "/teams/{id}/time", TeamTimeOut, scope="tickets:read", summary="Show a team's time by day",
)  # fmt: skip
def of_team(
    request: HttpRequest, id: Id, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """For leads, managers, administrators and analysts: sums of all who worked on its tickets that
    you see. The last fortnight, or at most a year."""
    member = caller_who_can(request, Power.EXPORT)
    team = get_object_or_404(Team.objects.visible_to(member), pk=id)
    today = day_of(member, timezone.now())
    last = within(until or today, today)
    first = max(since or last - timedelta(days=13), last - LONGEST)
    return {"items": days_of(team, member, first, last)}
