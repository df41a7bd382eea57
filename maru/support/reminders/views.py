"""A ticket's reminders: set, put off, done, taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from maru.kit.ui.times import spoken
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.reminders.forms import ReminderForm
from maru.support.reminders.models import Reminder
from maru.support.reminders.showing import reminders_panel
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import (
    first_error,
    is_undone,
    member_of,
    ticket_of,
)
from maru.support.tickets.views.own_list import OwnList

LIST = OwnList("reminders", "reminder", gettext_lazy("Change the reminder"))


@signed_in
@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest, number: int) -> HttpResponse:
    """GET shows them once more; POST sets one."""
    ticket, member = ticket_of(request, number), member_of(request)
    if request.method == "GET":
        return _shown(request, ticket)
    if not member.can(Power.NOTE):
        return _shown(request, ticket, problem=_("Your role does not allow this"), status=422)
    # The toast's way back has its fields in the address.
    given = {**request.GET.dict(), **request.POST.dict()}
    form = ReminderForm(given, ticket=ticket, member=member)
    if not form.is_valid():
        return _shown(request, ticket, problem=first_error(form), status=422)
    asked = form.cleaned_data
    made = Reminder.make(
        ticket, by=member, due_at=asked["due_at"], text=asked["text"], team=asked["team"]
    )
    said = _("You are reminded %(when)s.") % {"when": spoken(made.due_at)}
    return _shown(request, ticket, text=said, undo=_place(made))


@needs(Power.NOTE)
@require_http_methods(["GET", "POST", "DELETE"])
def reminder(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """GET asks how it is to be; POST puts it off or changes it, DELETE takes it back."""
    row, member = _reminder(request, number, pk), member_of(request)
    ticket, was = row.ticket, row.due_at
    if request.method == "GET":
        given = {"text": row.text, "team": row.team_id}
        form = ReminderForm(None, ticket=ticket, member=member, initial=given)
        return _asked(request, row, form)
    if is_undone(request):
        return _taken_back(request, row)
    given = {**request.GET.dict(), **request.POST.dict()}
    # Whoever puts it off by one press says nothing else.
    given = {"text": row.text, "team": row.team_id or "", **given}
    form = ReminderForm(given, ticket=ticket, member=member, now_at=was)
    if not form.is_valid():
        return _asked(request, row, form, status=422)
    asked = form.cleaned_data
    row.change(by=member, due_at=asked["due_at"], text=asked["text"], team=asked["team"])
    if row.due_at == was:
        return _shown(request, ticket)
    said = _("Put off until %(when)s.") % {"when": spoken(row.due_at)}
    redo = f"{_place(row)}?{urlencode({'back': was.isoformat()})}"
    return _shown(request, ticket, text=said, redo="" if asked["back"] else redo)


@needs(Power.NOTE)
@require_http_methods(["POST", "DELETE"])
def done(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST says that it is done, DELETE that it is not."""
    row, member = _reminder(request, number, pk), member_of(request)
    if is_undone(request):
        row.reopen(by=member)
        return _shown(request, row.ticket)
    row.do(by=member)
    return _shown(request, row.ticket, text=_("The reminder is done."), undo=request.path)


def _reminder(request: HttpRequest, number: int, pk: int) -> Reminder:
    rows = Reminder.objects.visible_to(member_of(request)).filter(ticket=number)
    return get_object_or_404(rows.select_related("ticket__brand__calendar", "team"), pk=pk)


def _taken_back(request: HttpRequest, row: Reminder) -> HttpResponse:
    ticket = row.ticket
    back = {"text": row.text, "team": row.team_id or "", "back": row.due_at.isoformat()}
    row.remove(by=member_of(request))
    place = reverse("reminders:reminders", args=[ticket.pk])
    said = _("The reminder is taken back.")
    return _shown(request, ticket, text=said, redo=f"{place}?{urlencode(back)}")


def _place(row: Reminder) -> str:
    return reverse("reminders:reminder", args=[row.ticket_id, row.pk])


def _shown(request: HttpRequest, ticket: Ticket, **said: Any) -> HttpResponse:
    member = member_of(request)
    context = {**reminders_panel(ticket, member), "may_note": member.can(Power.NOTE)}
    return LIST.shown(request, ticket, context, **said)


def _asked(
    request: HttpRequest, row: Reminder, form: ReminderForm, *, status: int = 200
) -> HttpResponse:
    panel = reminders_panel(row.ticket, member_of(request))
    return LIST.asked(request, {**panel, "reminder": row, "form": form}, status=status)
