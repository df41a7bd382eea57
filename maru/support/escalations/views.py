"""A ticket is handed up, taken, given back and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs, signed_in
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.escalations.forms import EscalateForm, NoteForm
from maru.support.escalations.handing.escalating import escalate, newest
from maru.support.escalations.handing.giving_back import give_back, take, take_back
from maru.support.escalations.models import Escalation
from maru.support.escalations.paths.targets import next_level, paths_for
from maru.support.escalations.showing import panel
from maru.support.tickets.models import Ticket
from maru.support.tickets.onward import lead_to
from maru.support.tickets.own_work import CHANGED
from maru.support.tickets.views.asking import changed, is_htmx, member_of, refused, ticket_of
from maru.support.tickets.views.own_list import OwnList

LIST = OwnList("escalations", "escalation", gettext_lazy("Escalate"))
BACK = OwnList("escalations/back", "escalation-back", gettext_lazy("Answer and give back"))
FINISH = replace(BACK, title=gettext_lazy("Finish with a note"))
TAKING = replace(BACK, title=pgettext_lazy("escalation", "Take back"))
Verb = Callable[..., Escalation]


@signed_in
@require_safe
def of_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Show the chain once more, after something happened."""
    ticket = ticket_of(request, number)
    if not is_htmx(request):
        return HttpResponseRedirect(f"{reverse('desk:ticket', args=[number])}#panel-escalations")
    return render(request, "escalations/_chain.html", panel(ticket, member_of(request)))


@needs(Power.CHANGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: int) -> HttpResponse:
    """GET asks to which level, why and until when; POST hands it up, or with ?anew asks anew for
    another level: what was typed is too long for an address, and none of its business."""
    ticket, member = ticket_of(request, number), member_of(request)
    if request.method == "GET":
        return _asked(request, ticket, _form(ticket, member))
    form = _form(ticket, member, request.POST)
    if "anew" in request.GET:
        return _asked(request, ticket, _unbound(form, request))
    if not form.is_valid():
        return _asked(request, ticket, form, status=422)
    try:
        made = escalate(ticket, form.wanted, by=member, seen=form.cleaned_data["seen"])
    except Refusal as why:
        return _asked(request, ticket, form, problem=why.words, status=422)
    said = _("%(level)s is asked.") if made.is_asked else _("It is handed up to %(level)s.")
    return _done(request, ticket, said % {"level": made.name})


@needs(Power.CHANGE)
@require_POST
def taking(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Have it: from now on one answers for it."""
    row = _row(request, number, pk)
    try:
        take(row, by=member_of(request))
    except Refusal as why:
        return refused(request, row.ticket, why.words, status=why.status)
    return _done(request, row.ticket, _("You answer for it now."))


@needs(Power.CHANGE)
@require_http_methods(["GET", "POST"])
def giving_back(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """GET asks for a note, POST answers with it and gives the ticket back."""
    row = _row(request, number, pk)
    if row.is_asked:
        return _back(request, row, give_back, FINISH, _("It is finished."))
    return _back(request, row, give_back, BACK, _("It is given back."))


@needs(Power.CHANGE)
@require_http_methods(["GET", "POST"])
def taking_back(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """GET asks for a note, POST takes the ticket back with it."""
    row = _row(request, number, pk)
    return _back(request, row, take_back, TAKING, _("It is taken back."))


def _back(
    request: HttpRequest, row: Escalation, verb: Verb, asked: OwnList, said: str
) -> HttpResponse:
    form = NoteForm(request.POST if request.method == "POST" else None)
    context = {"ticket": row.ticket, "row": row, "form": form, "place": request.path,
               "does": asked.title, "problem": ""}  # fmt: skip
    if request.method == "GET":
        return asked.asked(request, context)
    if not form.is_valid():
        return asked.asked(request, context, status=422)
    try:
        verb(row, form.cleaned_data["note"], by=member_of(request))
    except Refusal as why:
        return asked.asked(request, {**context, "problem": why.words}, status=422)
    return _done(request, row.ticket, said)


def _row(request: HttpRequest, number: int, pk: int) -> Escalation:
    rows = Escalation.objects.visible_to(member_of(request)).filter(ticket=number)
    return get_object_or_404(rows.select_related("ticket__brand__calendar", "ticket__team"), pk=pk)


def _form(ticket: Ticket, member: Member, data: Any = None) -> EscalateForm:
    paths = paths_for(ticket, member)
    chain = list(Escalation.objects.open().filter(ticket=ticket).order_by("id"))
    usual = next_level(paths, ticket, chain)
    return EscalateForm(data, paths=paths, usual=usual, seen=newest(chain))


def _unbound(form: EscalateForm, request: HttpRequest) -> EscalateForm:
    """Return the form for another level, with what was typed already."""
    anew = EscalateForm(
        None, paths=form.paths, usual=form.chosen, seen=int(form.initial["seen"] or 0)
    )
    for name in ("reason", "words"):
        anew.initial[name] = request.POST.get(name, "")
    return anew


def _asked(
    request: HttpRequest, ticket: Ticket, form: EscalateForm, *, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"ticket": ticket, "form": form, "problem": problem,
               "may_set_up": member_of(request).can(Power.COMPANY)}  # fmt: skip
    return LIST.asked(request, context, status=status)


def _done(request: HttpRequest, ticket: Ticket, said: str) -> HttpResponse:
    """Show the ticket as it is now; who does not see it any more is led to the list."""
    if not Ticket.objects.visible_to(member_of(request)).filter(pk=ticket.pk).exists():
        messages.success(request, f"#{ticket.pk} {said}")
        return lead_to(request, reverse("desk:inbox"))
    response = changed(request, ticket, toast=said)
    if is_htmx(request):
        response["HX-Trigger"] = CHANGED
    return response
