"""/tickets/{number}/reminders: when a ticket is to be looked at again. /me/reminders: one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.reminders.forms import ReminderForm
from maru.support.reminders.models import Reminder
from maru.support.reminders.showing import reminders_of
from maru.support.tickets.api.schemas import Ref
from maru.support.tickets.models import Ticket

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 5, "ticket": 7, "text": "다시 전화하기", "due_at": "2026-11-30T00:00:00Z", "team": None,
    "member": {"id": 3, "name": "최지수"}, "told_at": None, "done_at": None,
}  # fmt: skip
# Each is read as a datetime first.
When = Annotated[datetime | Line, Field(
    union_mode="left_to_right",
    description="A time to come, within a year; or words, Korean or English, in your time zone.",
)]  # fmt: skip


class ReminderOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    text: str
    due_at: datetime
    team: Ref | None = Field(description="For whom it is; null: for its member alone.")
    member: Ref = Field(description="Who set it.")
    told_at: datetime | None = Field(description="When it was told that it is due.")
    done_at: datetime | None


class RemindersOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE]}})
    items: list[ReminderOut]


class NewReminder(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"at": "월요일 오전", "text": "다시 전화하기"}}
    )
    at: When
    text: Line = ""
    team: Id | None = None


class ReminderChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"at": "3시간 뒤"}})
    at: When = unset()
    text: Line = unset()
    team: Id | None = None
    done: bool = unset()


@router.read(
    "/tickets/{number}/reminders", RemindersOut,
    scope="tickets:read", summary="List a ticket's reminders",
)  # fmt: skip
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """Your own and those for teams that are not done, the next first."""
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    return {"items": reminders_of(ticket, member)}


@router.write(
    "POST", "/tickets/{number}/reminders", {201: ReminderOut},
    scope="tickets:write", summary="Set a reminder", fails=(409,),
)  # fmt: skip
def add(request: HttpRequest, number: Id, data: NewReminder) -> Status[Reminder]:
    """Without a team nobody else ever hears of it. It is told once, in the notifications."""
    member = caller_who_can(request, Power.NOTE)
    rows = Ticket.objects.visible_to(member).select_related("brand__calendar")
    ticket = get_object_or_404(rows, pk=number)
    asked = _valid({**data.dict(), "when": _words(data.at)}, ticket, member)
    made = Reminder.make(
        ticket, by=member, due_at=asked["due_at"], text=asked["text"], team=asked["team"]
    )
    return Status(201, made)


@router.write(
    "PATCH", "/tickets/{number}/reminders/{id}", {200: ReminderOut},
    scope="tickets:write", summary="Put off, change or end a reminder",
)  # fmt: skip
def change(request: HttpRequest, number: Id, id: Id, data: ReminderChange) -> Reminder:
    """Only what you send changes. One that is put off is told again at its new time."""
    member, row = _reminder(request, number, id)
    given = data.dict(exclude_unset=True)
    if given.keys() & {"at", "text", "team"}:
        said = {"text": given.get("text", row.text), "team": given.get("team", row.team_id)}
        said["when"] = _words(given.get("at"))
        asked = _valid(said, row.ticket, member, now_at=row.due_at)
        row.change(by=member, due_at=asked["due_at"], text=asked["text"], team=asked["team"])
    if given.get("done") is not None:
        row.do(by=member) if given["done"] else row.reopen(by=member)
    return row


@router.write(
    "DELETE", "/tickets/{number}/reminders/{id}", {204: None},
    scope="tickets:write", summary="Take a reminder back",
)  # fmt: skip
def remove(request: HttpRequest, number: Id, id: Id) -> Status[None]:
    """A team's stays in the ticket's history."""
    member, row = _reminder(request, number, id)
    row.remove(by=member)
    return Status(204, None)


@router.read(
    "/me/reminders", Page[ReminderOut],
    scope="tickets:read", summary="List my reminders", fails=(422,),
)  # fmt: skip
def mine(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Your own and your teams' that are not done, of tickets that you may see; the next first."""
    member = caller(request)
    rows = Reminder.objects.visible_to(member).waiting_for(member)
    return paged(rows.select_related("member", "team"), "due_at", "id", paging=paging)


def _words(at: Any) -> str:
    return at.isoformat() if isinstance(at, datetime) else at or ""


def _valid(
    data: dict[str, Any], ticket: Ticket, member: Member, now_at: datetime | None = None
) -> dict[str, Any]:
    form = ReminderForm(data, ticket=ticket, member=member, now_at=now_at)
    require_valid(form, renamed={"when": "at"})
    return form.cleaned_data


def _reminder(request: HttpRequest, number: int, pk: int) -> tuple[Member, Reminder]:
    member = caller_who_can(request, Power.NOTE)
    rows = Reminder.objects.visible_to(member).filter(ticket=number)
    loaded = rows.select_related("ticket__brand__calendar", "member", "team")
    return member, get_object_or_404(loaded, pk=pk)
