"""/me/load and /load: how much people bear. /me/rest: a rest after something hard."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.tickets.api.schemas import Ref
from maru.support.wellbeing.cool_down import LONGEST, CoolDown, Why, cool_down
from maru.support.wellbeing.forms import set_cool_down
from maru.support.wellbeing.load import Load, load_of, loads_led_by

router = Routes()

LOAD: dict[str, Any] = {
    "member": {"id": 3, "name": "최지수"}, "has": 6, "capacity": 10, "given": 4, "opened": 1,
    "breaks": 2, "break_minutes": 25, "last_break": "2026-11-30T05:00:00Z", "is_on_break": False,
    "resting_until": None,
}  # fmt: skip
REST: dict[str, Any] = {"resting_until": "2026-11-30T05:10:00Z"}
MINUTES: dict[str, Any] = {"after_abuse": 5, "after_hard": 10}
Minutes = Annotated[int, Field(ge=0, le=LONGEST)]


class LoadOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": LOAD})
    member: Ref
    has: int = Field(description="What they have now that counts for the routing.")
    capacity: int | None = Field(description="How much they take; null: nobody says.")
    given: int = Field(description="By the routing, since their midnight.")
    opened: int = Field(description="Abusive messages that they opened in seven days.")
    breaks: int = Field(description="Begun today.")
    break_minutes: int
    last_break: datetime | None = Field(description="When it ended; null: none in seven days.")
    is_on_break: bool
    resting_until: datetime | None = Field(description="Until then they are given nothing new.")


class LoadsOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [LOAD]}})
    items: list[LoadOut]


class RestOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": REST})
    resting_until: datetime | None


class CoolDownOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"team": None, **MINUTES}})
    team: int | None = Field(
        alias="team_id", serialization_alias="team", description="null: the company."
    )
    after_abuse: int = Field(description="Minutes after an abusive message was opened; 0: none.")
    after_hard: int = Field(description="Minutes after a hard case; 0: none.")


class CoolDownsOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [{"team": None, **MINUTES}]}})
    items: list[CoolDownOut]


class CoolDownIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": MINUTES})
    after_abuse: Minutes
    after_hard: Minutes


@router.read("/me/load", LoadOut, scope="tickets:read", summary="Show my load")
def mine(request: HttpRequest) -> Load:
    """What you have and were given, what abuse you had to read, when you paused."""
    return load_of(caller(request))


@router.read("/load", LoadsOut, scope="staff:read", summary="List the load of my people")
def led(request: HttpRequest) -> dict[str, Any]:
    """Of whom you lead, by name. Others are refused."""
    return {"items": loads_led_by(caller_who_can(request, Power.RESCUE))}


@router.write(
    "PUT", "/me/rest", {200: RestOut}, scope="tickets:write",
    summary="Rest after a hard case", fails=(422,),
)  # fmt: skip
def rest(request: HttpRequest) -> Any:
    """You are given nothing new for as long as your team or company says. 422 «no_rest»: they say
    none."""
    by = caller_who_can(request, Power.CHANGE)
    if cool_down(by, Why.HARD) is None:
        words = _("No rest after a hard case is set for your team.")
        raise ApiError(422, "no_rest", words)
    return by


@router.write("DELETE", "/me/rest", {204: None}, scope="tickets:write", summary="End my rest")
def end(request: HttpRequest) -> Status[None]:
    """You are given new ones again."""
    by = caller(request)
    by.end_rest(by=by)
    return Status(204, None)


@router.read("/cool-downs", CoolDownsOut, scope="staff:read", summary="List cool-downs")
def index(request: HttpRequest) -> dict[str, Any]:
    """What the company says, and teams that say something else. Administrators."""
    by = caller_who_can(request, Power.COMPANY)
    own = CoolDown.objects.filter(team__in=Team.objects.visible_to(by)).order_by("team__name")
    return {"items": [CoolDown.of(None), *own]}


@router.write(
    "PUT", "/cool-downs", {200: CoolDownOut}, scope="staff:write",
    summary="Set the company's cool-down",
)  # fmt: skip
def of_company(request: HttpRequest, data: CoolDownIn) -> CoolDown:
    """For teams that say nothing of their own. Administrators."""
    return _set(request, None, data)


@router.write(
    "PUT", "/teams/{id}/cool-down", {200: CoolDownOut}, scope="staff:write",
    summary="Set a team's cool-down",
)  # fmt: skip
def of_team(request: HttpRequest, id: Id, data: CoolDownIn) -> CoolDown:
    """Instead of the company's. Administrators."""
    return _set(request, _team(request, id), data)


@router.write(
    "DELETE", "/teams/{id}/cool-down", {204: None}, scope="staff:write",
    summary="Let a team's cool-down be the company's",
)  # fmt: skip
def as_company(request: HttpRequest, id: Id) -> Status[None]:
    """Administrators."""
    team = _team(request, id)
    set_cool_down(team, None, by=caller_who_can(request, Power.COMPANY))
    return Status(204, None)


def _team(request: HttpRequest, pk: int) -> Team:
    # First whether it exists for them, then what they may do.
    return get_object_or_404(Team.objects.visible_to(caller(request)), pk=pk)


def _set(request: HttpRequest, team: Team | None, data: CoolDownIn) -> CoolDown:
    by = caller_who_can(request, Power.COMPANY)
    said = {Why.ABUSE.value: data.after_abuse, Why.HARD.value: data.after_hard}
    set_cool_down(team, dict(said), by=by)
    return CoolDown.of(team)
