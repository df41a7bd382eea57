"""/company, /brands and /calendars; administrators change them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.forms import BrandForm, CalendarForm, CompanyForm
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.company.opening_hours import write_ranges
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()

HOURS = "By weekday, mon to sun: 09:00~12:00, 13:00~18:00. A day that is missing is closed."
DAYS_OFF = "A day, or a range, with a name if you like: 2026-12-28~2026-12-31 연말 휴무."
COUNTRY = "ISO 3166 (KR): its public holidays are days off, too; empty: none."


class CompanyOut(Schema):
    name: str
    language: str
    time_zone: str
    second_step_for: str = Field(description="nobody, leads (and above), everybody")
    second_step_from: datetime | None = Field(description="Until then one is only reminded.")


class CompanyChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "온누리"}})
    name: Line = unset()
    language: Line = unset()
    time_zone: Line = unset()
    second_step_for: Line = unset()
    grace_days: int = Field(
        14, ge=0, le=90, description="Days to set it up, where second_step_for changes."
    )


class BrandOut(Schema):
    id: int
    name: str
    language: str
    signature: str
    calendar: int | None = Field(
        alias="calendar_id", serialization_alias="calendar", description="null: always open."
    )
    reopen_days: int


class NewBrand(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "하늘 문구"}})
    name: Line
    language: Line = "ko"
    signature: Words = ""
    calendar: Id | None = None
    reopen_days: int = 14


class BrandChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"reopen_days": 30}})
    name: Line = unset()
    language: Line = unset()
    signature: Words = unset()
    calendar: Id | None = None
    reopen_days: int = unset()


class CalendarOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"id": 1, "name": "평일", "time_zone": "Asia/Seoul",
                        "hours": {"mon": "09:00~18:00"}, "days_off": ["2026-12-24"],
                        "country": "KR", "is_closed_today": False}
        }
    )  # fmt: skip
    id: int
    name: str
    time_zone: str
    hours: dict[str, str] = Field(description=HOURS)
    days_off: list[str] = Field(description=DAYS_OFF)
    country: str = Field(description=COUNTRY)
    is_closed_today: bool = Field(alias="is_shut", serialization_alias="is_closed_today")

    @staticmethod
    def resolve_hours(calendar: Calendar) -> dict[str, str]:
        return {day: write_ranges(ranges) for day, ranges in calendar.hours.items()}


class NewCalendar(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "평일", "hours": {"mon": "09:00~18:00"}}},
    )
    name: Line
    time_zone: Line = "Asia/Seoul"
    hours: dict[Line, Line] = Field(default_factory=dict, max_length=7, description=HOURS)
    days_off: list[Line] = Field(default_factory=list, max_length=1000, description=DAYS_OFF)
    country: Line = Field("", description=COUNTRY)


class CalendarChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"days_off": ["2026-12-24"]}})
    name: Line = unset()
    time_zone: Line = unset()
    hours: dict[Line, Line] = Field(default_factory=dict, max_length=7, description=HOURS)
    days_off: list[Line] = Field(default_factory=list, max_length=1000)
    country: Line = unset()


@router.read("/company", CompanyOut, scope="staff:read", summary="Show the company")
def company(request: HttpRequest) -> Company:
    """Administrators."""
    caller_who_can(request, Power.COMPANY)
    return get_object_or_404(Company)


@router.write(
    "PATCH", "/company", {200: CompanyOut}, scope="staff:write", summary="Change the company"
)
def change_company(request: HttpRequest, data: CompanyChange) -> Company:
    """Only what you send changes. Administrators."""
    by, found = caller_who_can(request, Power.COMPANY), get_object_or_404(Company)
    asked = data.dict(exclude_unset=True)
    form = CompanyForm({**CompanyForm(instance=found).initial, **asked}, instance=found)
    require_valid(form)
    return form.save_by(by)


@router.read("/brands", Page[BrandOut], scope="staff:read", summary="List brands")
def brands(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The brands you work for."""
    return paged(Brand.objects.filter(pk__in=caller(request).brand_ids), "id", paging=paging)


@router.read("/brands/{id}", BrandOut, scope="staff:read", summary="Show a brand")
def brand(request: HttpRequest, id: Id) -> Brand:
    """One that you work for; administrators see all."""
    return get_object_or_404(Brand.objects.visible_to(caller(request)), pk=id)


@router.write("POST", "/brands", {201: BrandOut}, scope="staff:write", summary="Make a brand")
def add_brand(request: HttpRequest, data: NewBrand) -> Status[Brand]:
    """The caller works for it from then on. It needs a mail address, see /channels."""
    by = caller_who_can(request, Power.COMPANY)
    form = BrandForm(data.dict())
    require_valid(form)
    with transaction.atomic():
        made = form.save_by(by)
        by.brands.add(made)
    return Status(201, made)


@router.write(
    "PATCH", "/brands/{id}", {200: BrandOut}, scope="staff:write", summary="Change a brand"
)
def change_brand(request: HttpRequest, id: Id, data: BrandChange) -> Brand:
    """Only what you send changes. Administrators."""
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    found = get_object_or_404(Brand.objects.visible_to(caller(request)), pk=id)
    by = caller_who_can(request, Power.COMPANY)
    asked = data.dict(exclude_unset=True)
    form = BrandForm({**BrandForm(instance=found).initial, **asked}, instance=found)
    require_valid(form)
    return form.save_by(by)


@router.read(
    "/calendars", Page[CalendarOut], scope="staff:read", summary="List office hours", fails=(422,)
)
def calendars(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Office hours that brands keep. Administrators."""
    caller_who_can(request, Power.COMPANY)
    return paged(Calendar.objects.all(), "id", paging=paging)


@router.read("/calendars/{id}", CalendarOut, scope="staff:read", summary="Show office hours")
def calendar(request: HttpRequest, id: Id) -> Calendar:
    """Administrators."""
    return _calendar(request, id)


@router.write(
    "POST", "/calendars", {201: CalendarOut}, scope="staff:write", summary="Make office hours"
)
def add_calendar(request: HttpRequest, data: NewCalendar) -> Status[Calendar]:
    """Administrators. A brand keeps them once its «calendar» names them. At least one day needs
    hours: a brand without office hours is always open."""
    by = caller_who_can(request, Power.COMPANY)
    return Status(201, _saved(CalendarForm(_as_answers(data.dict())), by))


@router.write(
    "PATCH", "/calendars/{id}", {200: CalendarOut},
    scope="staff:write", summary="Change office hours",
)  # fmt: skip
def change_calendar(request: HttpRequest, id: Id, data: CalendarChange) -> Calendar:
    """Only what you send changes; «hours» as a whole. Administrators."""
    found = _calendar(request, id)
    asked = _as_answers(data.dict(exclude_unset=True))
    answers = {**CalendarForm(instance=found).initial, **asked}
    return _saved(CalendarForm(answers, instance=found), caller(request))


@router.write(
    "POST", "/calendars/{id}/closed-today", {200: CalendarOut},
    scope="staff:write", summary="Close for the rest of today",
)  # fmt: skip
def close_today(request: HttpRequest, id: Id) -> Calendar:
    """From now to the end of the day there. Administrators."""
    found = _calendar(request, id)
    found.close_today(by=caller(request))
    return found


@router.write(
    "DELETE", "/calendars/{id}/closed-today", {200: CalendarOut},
    scope="staff:write", summary="Keep the usual hours again",
)  # fmt: skip
def open_today(request: HttpRequest, id: Id) -> Calendar:
    """What was closed meanwhile stays closed. Administrators."""
    found = _calendar(request, id)
    found.open_today(by=caller(request))
    return found


def _calendar(request: HttpRequest, pk: int) -> Calendar:
    """Return office hours to administrators; for everybody else there are none."""
    seen = Calendar.objects.all() if caller(request).sees_company else Calendar.objects.none()
    return get_object_or_404(seen, pk=pk)


def _as_answers(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked as the page's form takes it: a field a weekday, a date a line."""
    if "hours" in asked:
        hours = asked.pop("hours")
        if unknown := set(hours) - set(WEEKDAYS):
            words = _("“%(day)s” is no weekday: mon to sun.") % {"day": min(unknown)}
            raise ApiError(422, "invalid", words, fields={"hours": words})
        asked |= {day: hours.get(day, "") for day in WEEKDAYS}
    if "days_off" in asked:
        asked["days_off"] = "\n".join(asked["days_off"])
    return asked


def _saved(form: CalendarForm, by: Member) -> Calendar:
    require_valid(form, renamed=dict.fromkeys(WEEKDAYS, "hours"))
    return form.save_by(by)
