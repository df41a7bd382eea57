"""What the API of shifts takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from maru.kit.api.fields import Id, Line, Words, unset
from maru.staff.shifts.forms import EARLIEST, LATEST


def _sane(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(_("Choose a date between the years 2000 and 2999."))
    return day


Day = Annotated[date, AfterValidator(_sane)]
Clock = Annotated[str, Field(pattern=r"^[0-9]{1,2}:[0-9]{2}$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Because = Literal["nothing", "pattern", "holiday", "off", "changed", "extra", "swap"]
Kind = Literal["vacation", "sick", "family", "training", "trip", "leave", "other"]
Part = Literal["whole", "morning", "afternoon"]

HOURS: dict[str, Any] = {"shifts": [["09:00", "18:00"]], "breaks": [["12:00", "13:00"]]}
PATTERN: dict[str, Any] = {
    "id": 4, "member": 3, "begins_on": "2026-11-30", "ends_on": None,
    "week": {"mon": HOURS, "tue": HOURS}, "calendar": 1, "works_on_holidays": False,
}  # fmt: skip
DAY: dict[str, Any] = {
    "member": 3, "day": "2026-12-05", "kind": "extra", "hours": HOURS, "note": "연말 세일",
    "partner": None,
}  # fmt: skip
ABSENCE: dict[str, Any] = {
    "id": 7, "member": 3, "kind": "vacation", "first_on": "2026-12-24", "last_on": "2026-12-24",
    "part": "afternoon", "note": "",
}  # fmt: skip


class HoursIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": HOURS})
    shifts: list[Annotated[list[Clock], Field(min_length=2, max_length=2)]] = Field(
        default_factory=list, max_length=10,
        description="Begin and end; one that ends earlier than it begins ends on the next day.",
    )  # fmt: skip
    breaks: list[Annotated[list[Clock], Field(min_length=2, max_length=2)]] = Field(
        default_factory=list, max_length=10, description="Within a shift."
    )


class PatternOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": PATTERN})
    id: int
    member: int = Field(alias="member_id", serialization_alias="member")
    begins_on: date
    ends_on: date | None
    week: dict[str, HoursIn] = Field(description="mon to sun; a missing day is free.")
    calendar: int | None = Field(alias="calendar_id", serialization_alias="calendar")
    works_on_holidays: bool


class PatternIn(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {key: PATTERN[key] for key in PATTERN if key != "id"}}
    )
    member: Id
    begins_on: Day
    ends_on: Day | None = None
    week: dict[Weekday, HoursIn] = Field(default_factory=dict)
    calendar: Id | None = Field(None, description="Its time zone, holidays and closures.")
    works_on_holidays: bool = False


class PatternChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"ends_on": "2026-12-31"}})
    begins_on: Day = unset()
    ends_on: Day | None = None
    week: dict[Weekday, HoursIn] = unset()
    calendar: Id | None = None
    works_on_holidays: bool = unset()


class DayOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": DAY})
    member: int = Field(alias="member_id", serialization_alias="member")
    day: date
    kind: Literal["off", "changed", "extra", "swap"]
    hours: HoursIn
    note: str
    partner: int | None = Field(alias="partner_id", serialization_alias="partner")


class DayIn(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"member": 3, "day": "2026-12-05", "kind": "extra", "hours": HOURS}
        }
    )
    member: Id
    day: Day
    kind: Literal["usual", "off", "changed", "extra", "swap"] = Field(
        description="usual: as the week says again; extra: beside the usual shift; swap: with "
        "«partner», each has the other's shifts."
    )
    hours: HoursIn = Field(default_factory=HoursIn)
    note: Line = ""
    partner: Id | None = None


class AbsenceOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": ABSENCE})
    id: int
    member: int = Field(alias="member_id", serialization_alias="member")
    kind: Kind
    first_on: date
    last_on: date
    part: Part
    note: str


class AbsenceIn(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {key: ABSENCE[key] for key in ABSENCE if key != "id"}}
    )
    member: Id
    kind: Kind = "vacation"
    first_on: Day
    last_on: Day | None = Field(None, description="null: that day alone.")
    part: Part = Field("whole", description="Half a day is of one day.")
    note: Words = ""


class AbsenceChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"last_on": "2026-12-25"}})
    kind: Kind = unset()
    first_on: Day = unset()
    last_on: Day = unset()
    part: Part = unset()
    note: Words = unset()


class Period(Schema):
    begin: datetime
    end: datetime


class AbsentOut(Schema):
    id: int
    kind: Kind
    part: Part


class PlannedOut(Schema):
    member: int
    day: date
    time_zone: str
    because: Because = Field(
        description="Where the hours come from. nothing: nothing is planned, they are there as "
        "they say themselves."
    )
    hours: HoursIn
    there: list[Period] = Field(description="When they work: without breaks and absences.")
    absences: list[AbsentOut]


class WarningOut(Schema):
    member: int
    code: Literal["overlap", "away", "long"]
    day: date | None
    words: str


class ShiftsOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "days": [
                    {
                        "member": 3, "day": "2026-12-01", "time_zone": "Asia/Seoul",
                        "because": "pattern", "hours": HOURS, "absences": [],
                        "there": [
                            {"begin": "2026-12-01T00:00:00Z", "end": "2026-12-01T03:00:00Z"},
                            {"begin": "2026-12-01T04:00:00Z", "end": "2026-12-01T09:00:00Z"},
                        ],
                    }
                ],
                "warnings": [],
            }
        }
    )  # fmt: skip
    days: list[PlannedOut]
    warnings: list[WarningOut] = Field(description="What is strange, in your language.")


class ShiftsAsked(Schema):
    first: Day | None = Field(
        None, description="The first date; today, where the company is, without one."
    )
    last: Day | None = Field(
        None, description="The last one, at most 35 days in all; six days later without one."
    )
    team: Id | None = Field(None, description="Its active members; else everybody you may see.")
    member: Id | None = None


class WeekCopy(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"team": 1, "source": "2026-11-30", "target": "2026-12-07"}}
    )
    team: Id
    source: Day = Field(description="A Monday.")
    target: Day = Field(description="Another Monday.")


class CopiedOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"changed": 3}})
    changed: int = Field(description="Dates that are otherwise than usual now.")
