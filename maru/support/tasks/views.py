"""The list of a ticket: what stands on it, ticked, changed, moved."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.tasks.adding import add_tasks, move_task
from maru.support.tasks.forms import NewTasksForm, TaskForm
from maru.support.tasks.models import Task
from maru.support.tasks.showing import tasks_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import (
    first_error,
    is_undone,
    member_of,
    number_in,
    ticket_of,
)
from maru.support.tickets.views.own_list import OwnList

LIST = OwnList("tasks", "task", gettext_lazy("Change the task"))


@signed_in
@require_http_methods(["GET", "POST"])
def tasks(request: HttpRequest, number: int) -> HttpResponse:
    """GET shows the list once more; POST puts on it what ``text`` says, one task a line."""
    ticket, member = ticket_of(request, number), member_of(request)
    if request.method == "GET":
        return _shown(request, ticket)
    if not member.can(Power.NOTE):
        return _shown(request, ticket, problem=_("Your role does not allow this"), status=422)
    # The toast's way back has its fields in the address.
    form = NewTasksForm({**request.GET.dict(), **request.POST.dict()}, ticket=ticket)
    if not form.is_valid():
        return _shown(request, ticket, problem=first_error(form), status=422)
    asked = form.cleaned_data
    try:
        added = add_tasks(
            ticket, asked["text"], by=member, assignee=asked["assignee"],
            due_on=asked["due_on"], place=asked["place"],
        )  # fmt: skip
    except Refusal as why:
        return _shown(request, ticket, problem=why.words, status=why.status)
    if asked["done"]:
        added[0].do(by=member)
    many = ngettext("%(num)s task added.", "%(num)s tasks added.", len(added))
    return _shown(request, ticket, text=many % {"num": len(added)} if len(added) > 1 else "")


@needs(Power.NOTE)
@require_http_methods(["GET", "POST", "DELETE"])
def task(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """GET asks how it is to be; POST changes it, DELETE takes it off the list."""
    row, member = _task(request, number, pk), member_of(request)
    ticket = row.ticket
    if request.method == "GET":
        given = {"text": row.text, "assignee": row.assignee_id, "due_on": row.due_on}
        return _asked(request, row, TaskForm(None, ticket=ticket, initial=given))
    if is_undone(request):
        back = _way_back(row)
        row.remove(by=member)
        return _shown(request, ticket, text=_("The task is off the list."), redo=back)
    form = TaskForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return _asked(request, row, form, status=422)
    row.change(by=member, **form.cleaned_data)
    return _shown(request, ticket)


@needs(Power.NOTE)
@require_http_methods(["POST", "DELETE"])
def done(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST ticks it, DELETE takes the tick off."""
    row, member = _task(request, number, pk), member_of(request)
    if is_undone(request):
        row.reopen(by=member)
        return _shown(request, row.ticket)
    row.do(by=member)
    # In its list it stands ticked; on the page of the day it goes.
    is_gone = "my_day" in request.POST
    said, undo = (_("The task is done."), request.path) if is_gone else ("", "")
    return _shown(request, row.ticket, text=said, undo=undo)


@needs(Power.NOTE)
@require_POST
def place(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Let it stand at the place ``to``, from 0; or one further up, with down=1 further down."""
    row, asked = _task(request, number, pk), request.POST.get("to", "")
    order = list(Task.objects.filter(ticket=row.ticket).in_order().values_list("pk", flat=True))
    step = 1 if "down" in request.POST else -1
    to = number_in(asked) if asked else max(0, order.index(row.pk) + step)
    move_task(row, to, by=member_of(request))
    if asked:
        return HttpResponse(status=204)  # the page has it there already
    return _shown(request, row.ticket)


def _task(request: HttpRequest, number: int, pk: int) -> Task:
    rows = Task.objects.visible_to(member_of(request)).filter(ticket=number)
    loaded = rows.select_related("ticket__brand__calendar", "ticket__team", "assignee")
    return get_object_or_404(loaded, pk=pk)


def _way_back(row: Task) -> str:
    """Return the address that puts the task back where it stood, as it was."""
    order = list(Task.objects.filter(ticket=row.ticket).in_order().values_list("pk", flat=True))
    said: dict[str, str | int] = {
        "text": row.text,
        "assignee": row.assignee_id or "",
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "place": order.index(row.pk),
        "done": "1" if row.is_done else "",
    }
    return f"{reverse('tasks:tasks', args=[row.ticket_id])}?{urlencode(said)}"


def _shown(request: HttpRequest, ticket: Ticket, **said: Any) -> HttpResponse:
    context = {
        "ticket": ticket,
        "tasks": tasks_of(ticket),
        "may_note": member_of(request).can(Power.NOTE),
    }
    return LIST.shown(request, ticket, context, **said)


def _asked(request: HttpRequest, row: Task, form: TaskForm, *, status: int = 200) -> HttpResponse:
    context = {"ticket": row.ticket, "task": row, "form": form}
    return LIST.asked(request, context, status=status)
