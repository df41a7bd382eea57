"""/tickets/{number}/tasks: what is to be done in a ticket. /me/tasks: what one was given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tasks.adding import MOST, add_tasks, move_task
from maru.support.tasks.forms import NewTasksForm, TaskForm
from maru.support.tasks.models import Task
from maru.support.tasks.showing import tasks_of
from maru.support.tickets.api.schemas import Ref
from maru.support.tickets.models import Ticket

router = Routes()

Place = Annotated[int, Field(ge=0, le=MOST, description="Where it stands, from 0.")]
EXAMPLE: dict[str, Any] = {
    "id": 12, "ticket": 7, "text": "택배사에 파손 사진 보내기",
    "assignee": {"id": 3, "name": "최지수"}, "due_on": "2026-12-01", "done": False,
    "done_by": None, "done_at": None, "created_at": "2026-11-29T09:00:00Z",
}  # fmt: skip


class TaskOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    text: str
    assignee: Ref | None
    due_on: date | None
    done: bool = Field(alias="is_done", serialization_alias="done")
    done_by: Ref | None
    done_at: datetime | None
    created_at: datetime


class TasksOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE]}})
    items: list[TaskOut]


class NewTasks(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"text": "송장 확인\n택배사에 문의", "assignee": 3}}
    )
    text: Words = Field(description="One task a line.")
    assignee: Id | None = Field(None, description="Who is to do them all; they are told.")
    due_on: date | None = None


class TaskChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"done": True}})
    text: Words = unset()
    assignee: Id | None = None
    due_on: date | None = None
    done: bool = unset()
    place: Place = unset()


class Mine(Paging):
    done: bool = Field(False, description="true: also those that are done.")


@router.read(
    "/tickets/{number}/tasks", TasksOut, scope="tickets:read", summary="List a ticket's tasks"
)
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """In their order, those that are done among them. Solving a ticket does not ask about them:
    look here first."""
    ticket = get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
    return {"items": tasks_of(ticket)}


@router.write(
    "POST", "/tickets/{number}/tasks", {201: TasksOut},
    scope="tickets:write", summary="Add tasks to a ticket", fails=(409,),
)  # fmt: skip
def add(request: HttpRequest, number: Id, data: NewTasks) -> Status[dict[str, Any]]:
    """Several lines are several tasks, at the end of the list. 422 «too_many» beyond 100."""
    member, ticket = _ticket(request, number)
    form = NewTasksForm(data.dict(), ticket=ticket)
    require_valid(form)
    asked = form.cleaned_data
    added = add_tasks(
        ticket, asked["text"], by=member, assignee=asked["assignee"], due_on=asked["due_on"]
    )
    return Status(201, {"items": added})


@router.write(
    "PATCH", "/tickets/{number}/tasks/{id}", {200: TaskOut},
    scope="tickets:write", summary="Change, tick or move a task", fails=(409,),
)  # fmt: skip
def change(request: HttpRequest, number: Id, id: Id, data: TaskChange) -> Task:
    """Only what you send changes."""
    member, task = _task(request, number, id)
    given = data.dict(exclude_unset=True)
    is_now = {"text": task.text, "assignee": task.assignee_id, "due_on": task.due_on}
    said = {name: given.get(name, value) for name, value in is_now.items()}
    if said != is_now:
        form = TaskForm(said, ticket=task.ticket)
        require_valid(form)
        task.change(by=member, **form.cleaned_data)
    if given.get("done") is not None:
        task.do(by=member) if given["done"] else task.reopen(by=member)
    if given.get("place") is not None:
        move_task(task, given["place"], by=member)
    return task


@router.write(
    "DELETE", "/tickets/{number}/tasks/{id}", {204: None},
    scope="tickets:write", summary="Take a task off the list",
)  # fmt: skip
def remove(request: HttpRequest, number: Id, id: Id) -> Status[None]:
    """The ticket's history keeps what it said."""
    member, task = _task(request, number, id)
    task.remove(by=member)
    return Status(204, None)


@router.read(
    "/me/tasks", Page[TaskOut], scope="tickets:read", summary="List my tasks", fails=(422,)
)  # fmt: skip
def mine(request: HttpRequest, paging: Query[Mine]) -> dict[str, Any]:
    """What you were given, of tickets that you may see; the newest first."""
    member = caller(request)
    rows = Task.objects.visible_to(member).filter(assignee=member)
    rows = rows if paging.done else rows.left()
    return paged(rows.select_related("assignee", "done_by"), "-id", paging=paging)


def _ticket(request: HttpRequest, number: int) -> tuple[Member, Ticket]:
    member = caller_who_can(request, Power.NOTE)
    rows = Ticket.objects.visible_to(member).select_related("team")
    return member, get_object_or_404(rows, pk=number)


def _task(request: HttpRequest, number: int, pk: int) -> tuple[Member, Task]:
    member = caller_who_can(request, Power.NOTE)
    rows = Task.objects.visible_to(member).filter(ticket=number)
    loaded = rows.select_related("ticket__team", "assignee", "done_by")
    return member, get_object_or_404(loaded, pk=pk)
