"""/me/preferences: how one likes to have it. /me/availability: whether one is at work."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field, WithJsonSchema

from maru.kit.api.fields import Line, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.staff.members.models import Member
from maru.staff.members.personal.forms import AvailabilityForm, PreferencesForm

router = Routes()

Word = Literal["available", "away", "break"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# The format "time" of JSON Schema has an offset, which the clock on somebody's wall has not.
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?$"
Clock = Annotated[time, WithJsonSchema({"type": "string", "pattern": _CLOCK})]
# Each is read as a datetime first.
When = Annotated[datetime | Line, Field(union_mode="left_to_right")]


class PreferencesOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "theme": "system", "density": "normal", "sounds": "none", "has_quiet_hours": True,
                "quiet_from": "19:00:00", "quiet_to": "08:00:00", "quiet_days": ["sat", "sun"],
            }
        }
    )  # fmt: skip
    theme: Literal["system", "light", "dark"]
    density: Literal["normal", "dense"]
    sounds: Literal["none", "named", "all"] = Field(
        description="named: when you are mentioned or asked; all: for every notification."
    )
    has_quiet_hours: bool = Field(
        description="Within them no sound, no push and no morning's mail."
    )
    quiet_from: Clock = Field(description="Every day, by the clock of your time zone.")
    quiet_to: Clock
    quiet_days: list[Day] = Field(description="Whole days that are quiet.")


class PreferencesChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"has_quiet_hours": True}})
    theme: Literal["system", "light", "dark"] = unset()
    density: Literal["normal", "dense"] = unset()
    sounds: Literal["none", "named", "all"] = unset()
    has_quiet_hours: bool = unset()
    quiet_from: Clock = unset()
    quiet_to: Clock = unset()
    quiet_days: list[Day] = unset()


class AvailabilityOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"availability": "break", "back_at": "2026-11-30T05:30:00Z"}}
    )
    availability: Word
    back_at: datetime | None = Field(description="When you return; null: nobody said.")


class AvailabilityChange(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"availability": "break", "back_at": "30분 뒤"}}
    )
    availability: Word
    back_at: When | None = Field(
        None, description="A time to come, within a year; or words, Korean or English."
    )


@router.read(
    "/me/preferences", PreferencesOut, scope="staff:read", summary="Show how I like to have it",
)  # fmt: skip
def preferences(request: HttpRequest) -> Member:
    """Look, density, sound and quiet hours: of yourself alone."""
    return caller(request)


@router.write(
    "PATCH", "/me/preferences", {200: PreferencesOut},
    scope="staff:write", summary="Choose how I like to have it",
)  # fmt: skip
def change_preferences(request: HttpRequest, data: PreferencesChange) -> Member:
    """Only what you send changes."""
    member = Member.objects.get(pk=caller(request).pk)
    form = PreferencesForm(None, instance=member)
    form = PreferencesForm({**form.initial, **data.dict(exclude_unset=True)}, instance=member)
    require_valid(form)
    return form.save_by(member, noun="preferences")


@router.read(
    "/me/availability", AvailabilityOut, scope="staff:read", summary="Show whether I am at work",
)  # fmt: skip
def availability(request: HttpRequest) -> Member:
    """That of a colleague stands with them: GET /members/{id}."""
    return caller(request)


@router.write(
    "PUT", "/me/availability", {200: AvailabilityOut},
    scope="staff:write", summary="Say whether I am at work",
)  # fmt: skip
def be(request: HttpRequest, data: AvailabilityChange) -> Member:
    """Colleagues see it where they choose somebody. At «back_at» you are available again by
    yourself."""
    member = Member.objects.get(pk=caller(request).pk)
    back: Any = data.back_at
    given = {
        "availability": data.availability,
        "back": back.isoformat() if isinstance(back, datetime) else back or "",
    }
    form = AvailabilityForm(given, member=member)
    require_valid(form, renamed={"back": "back_at"})
    said = form.cleaned_data
    member.become(said["availability"], by=member, back_at=said["back"])
    member.refresh_from_db()  # its time as every other is told
    return member
