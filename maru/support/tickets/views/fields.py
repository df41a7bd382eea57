"""The company's own fields in the panel: each a small form that changes one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.giving import given_in
from maru.kit.fields.kinds import Unfit
from maru.kit.fields.showing import shown_again
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets import conversation
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import is_htmx, member_of, number_in, page_of, ticket_of


@needs(Power.CHANGE)
@require_POST
def field(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Set one field; what does not fit is said where it was written, and stays there."""
    ticket = ticket_of(request, number)
    asked = next((f for f in fields_of("ticket") if f.pk == pk), None)
    if asked is None or not asked.is_in_use or not asked.is_of(ticket):
        raise Http404
    given = given_in(request.POST, asked)
    try:
        ticket.fill_field(asked, given, by=member_of(request))
    except Unfit as why:
        return _unfit(request, ticket, asked, str(why), given)
    if not is_htmx(request):
        return HttpResponseRedirect(page_of(ticket))
    last = number_in(request.POST.get("shown") or "")
    context = {
        **_field(ticket, asked),
        "ticket": Ticket.objects.for_rows().get(pk=ticket.pk),
        "tail": conversation.after(ticket, last).tail if last else None,
        "has_tail": bool(last),
    }
    return render(request, "tickets/_field_changed.html", context)


def _unfit(
    request: HttpRequest, ticket: Ticket, asked: CustomField, words: str, given: Any
) -> HttpResponse:
    if not is_htmx(request):
        messages.error(request, f"{asked.label}: {words}")
        return HttpResponseRedirect(page_of(ticket))
    typed = given if isinstance(given, str) else None
    context = _field(ticket, asked, words, typed)
    return render(request, "fields/_field.html", context, status=422)


def _field(
    ticket: Ticket, asked: CustomField, error: str = "", given: str | None = None
) -> dict[str, Any]:
    return {
        "shown": shown_again(ticket, asked, error, given),
        "href": reverse("tickets:field", args=[ticket.pk, asked.pk]),
        "may_change": True,
        "wanted": bool(error),
    }
