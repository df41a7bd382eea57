"""/service-levels: what is promised. /tickets/{number}/clocks: how a ticket stands to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.servicelevels.forms import ServiceLevelForm
from maru.support.servicelevels.models import Clock, ServiceLevel
from maru.support.servicelevels.showing import clocks_of
from maru.support.servicelevels.targets import Target
from maru.support.tickets.api.schemas import Ref
from maru.support.tickets.models import Ticket

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 2, "name": "긴급", "place": 1, "is_on": True, "calendar": None,
    "conditions": {"field": "priority", "op": "is", "value": 4}, "first_reply": 30,
    "next_reply": 60, "update": None, "resolve": 480, "warn_before": 15, "pauses": ["pending"],
    "tells": ["assignee", "leads"],
}  # fmt: skip
CLOCK: dict[str, Any] = {
    "target": "first_reply", "state": "running", "level": {"id": 2, "name": "긴급"}, "goal": 1800,
    "used": 300, "started_at": "2026-11-30T00:00:00Z", "promised_at": "2026-11-30T00:30:00Z",
    "warns_at": "2026-11-30T00:15:00Z", "paused_since": None, "ended_at": None,
}  # fmt: skip
MINUTES = "Minutes of office hours; null: nothing is promised."
PAUSES = "pending, on_hold: in these statuses the promises stand still."
TELLS = "assignee, team, leads: who hears of a promise that is nearly due, or missed."
Minutes = int | None


class ServiceLevelOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    place: int = Field(description="The first level that a ticket meets counts.")
    is_on: bool
    conditions: dict[str, Any] = Field(description="As of views; {}: every ticket.")
    calendar: int | None = Field(
        alias="calendar_id", serialization_alias="calendar", description="null: the brand's."
    )
    first_reply: Minutes = Field(description=MINUTES)
    next_reply: Minutes
    update: Minutes
    resolve: Minutes
    warn_before: int = Field(description="Minutes of office hours; 0: no warning.")
    pauses: list[str] = Field(description=PAUSES)
    tells: list[str] = Field(description=TELLS)


class NewServiceLevel(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "기본", "first_reply": 240}})
    name: Line
    is_on: bool = True
    conditions: dict[str, Any] = Field(default_factory=dict)
    calendar: Id | None = None
    first_reply: Minutes = None
    next_reply: Minutes = None
    update: Minutes = None
    resolve: Minutes = None
    warn_before: int = 30
    pauses: list[Line] = Field(default=["pending"], max_length=4, description=PAUSES)
    tells: list[Line] = Field(default=["assignee", "leads"], max_length=4, description=TELLS)


class ServiceLevelChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"first_reply": 60}})
    name: Line = unset()
    is_on: bool = unset()
    conditions: dict[str, Any] = unset()
    calendar: Id | None = None
    first_reply: Minutes = None
    next_reply: Minutes = None
    update: Minutes = None
    resolve: Minutes = None
    warn_before: int = unset()
    pauses: list[Line] = Field(default_factory=list, max_length=4, description=PAUSES)
    tells: list[Line] = Field(default_factory=list, max_length=4, description=TELLS)


class ClockOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": CLOCK})
    target: Literal["first_reply", "next_reply", "update", "resolve"]
    state: Literal["running", "paused", "met", "breached", "stopped"]
    level: Ref | None
    goal: int = Field(description="Seconds of office hours.")
    used: int = Field(description="Seconds that had run when it was worked out.")
    started_at: datetime
    promised_at: datetime | None = Field(
        description="When it is, or was, missed; null while it stands still, or was met in time."
    )
    warns_at: datetime | None
    paused_since: datetime | None
    ended_at: datetime | None = Field(description="null: it can still be met, if late.")


class ClocksOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [CLOCK]}})
    items: list[ClockOut]


@router.read(
    "/tickets/{number}/clocks", ClocksOut, scope="tickets:read", summary="List a ticket's clocks"
)
def clocks(request: HttpRequest, number: Id) -> dict[str, list[Clock]]:
    """How it stands to what was promised, the most urgent first."""
    ticket = get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
    return {"items": clocks_of(ticket)}


@router.read(
    "/service-levels", Page[ServiceLevelOut],
    scope="staff:read", summary="List service levels", fails=(422,),
)  # fmt: skip
def levels(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """In the order in which a ticket is asked. Administrators."""
    caller_who_can(request, Power.COMPANY)
    return paged(ServiceLevel.objects.all(), "place", "id", paging=paging)


@router.read(
    "/service-levels/{id}", ServiceLevelOut, scope="staff:read", summary="Show a service level"
)
def level(request: HttpRequest, id: Id) -> ServiceLevel:
    """Administrators."""
    return _level(request, id)


@router.write(
    "POST", "/service-levels", {201: ServiceLevelOut},
    scope="staff:write", summary="Make a service level",
)  # fmt: skip
def add(request: HttpRequest, data: NewServiceLevel) -> Status[ServiceLevel]:
    """It is asked last. All open tickets are worked out anew within minutes. Administrators."""
    caller_who_can(request, Power.COMPANY)
    return Status(201, _saved(request, ServiceLevel(), data.dict()))


@router.write(
    "PATCH", "/service-levels/{id}", {200: ServiceLevelOut},
    scope="staff:write", summary="Change a service level",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: ServiceLevelChange) -> ServiceLevel:
    """Only what you send changes. Administrators."""
    found = _level(request, id)
    is_told = {
        name: getattr(found, name) for name in NewServiceLevel.model_fields if name != "calendar"
    }
    asked = {**is_told, "calendar": found.calendar_id, **data.dict(exclude_unset=True)}
    return _saved(request, found, asked)


@router.write(
    "DELETE", "/service-levels/{id}", {204: None},
    scope="staff:write", summary="Remove a service level",
)  # fmt: skip
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """What it promised is promised by the next level that a ticket meets, or no more."""
    _level(request, id).remove(by=caller(request))
    return Status(204, None)


def _level(request: HttpRequest, pk: int) -> ServiceLevel:
    """Return one to administrators; for everybody else there is none."""
    seen = (
        ServiceLevel.objects.all() if caller(request).sees_company else ServiceLevel.objects.none()
    )
    return get_object_or_404(seen, pk=pk)


def _saved(request: HttpRequest, level: ServiceLevel, asked: dict[str, Any]) -> ServiceLevel:
    by = caller(request)
    words = {name: "" if asked[name] is None else str(asked[name]) for name in
             (*Target.values, "warn_before")}  # fmt: skip
    form = ServiceLevelForm(
        {**asked, **words}, instance=level, member=by, conditions=asked["conditions"]
    )
    require_valid(form)
    return form.save_by(by)
