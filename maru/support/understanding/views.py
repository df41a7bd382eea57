"""What a ticket looks like: shown, taken over, or said to be wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import (
    changed,
    is_htmx,
    is_undone,
    member_of,
    page_of,
    refused,
    said,
    ticket_of,
)
from maru.support.understanding.judging import correct, take_back, take_over
from maru.support.understanding.models import Guess
from maru.support.understanding.showing import panel


@signed_in
@require_safe
def looks(request: HttpRequest, number: int) -> HttpResponse:
    return _shown(request, ticket_of(request, number))


@needs(Power.CHANGE)
@require_POST
def taking(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Set the ticket as the guess says. What it was stands in its history."""
    guess = _found(request, number, pk)
    try:
        take_over(guess, by=member_of(request))
    except Refusal as why:
        return refused(request, guess.message.ticket, why.words, status=why.status)
    response = changed(request, guess.message.ticket, toast=_("Taken over."))
    if is_htmx(request) and response.status_code == 200:  # the panel, beside what has changed
        ticket, member = ticket_of(request, number), member_of(request)
        context = {**panel(ticket, member), "oob": True}
        response.write(render_to_string("understanding/_looks.html", context, request))
    return response


@needs(Power.CHANGE)
@require_http_methods(["POST", "DELETE"])
def correction(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Say that the guess is wrong, and with ``value`` what is right; DELETE takes it back."""
    guess, member = _found(request, number, pk), member_of(request)
    ticket = guess.message.ticket
    if is_undone(request):
        take_back(guess, by=member)
        return _shown(request, ticket)
    try:
        correct(guess, said(request).get("value", ""), by=member)
    except Refusal as why:
        return refused(request, ticket, why.words, status=why.status)
    undo = reverse("understanding:correction", args=[number, pk])
    return _shown(request, ticket, toast=_("Noted. It is learnt from."), undo=undo)


def _found(request: HttpRequest, number: int, pk: int) -> Guess:
    rows = Guess.objects.visible_to(member_of(request)).select_related("message__ticket__brand")
    return get_object_or_404(rows, pk=pk, message__ticket=number)


def _shown(
    request: HttpRequest, ticket: Ticket, *, toast: str = "", undo: str = ""
) -> HttpResponse:
    if not is_htmx(request) and request.method != "GET":
        if toast:
            messages.success(request, toast)
        return HttpResponseRedirect(page_of(ticket))
    context: dict[str, Any] = panel(ticket, member_of(request))
    context |= {"toast_text": toast, "toast_undo": undo}
    return render(request, "understanding/_looks.html", context)
