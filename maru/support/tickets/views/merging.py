"""Two tickets become one: choose the other, look at both, merge; and the way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.choosing import choices
from maru.support.tickets.forms import MergerForm
from maru.support.tickets.merging.refused import Unmergeable
from maru.support.tickets.merging.showing import preview
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import (
    first_error,
    is_htmx,
    is_undone,
    member_of,
    number_in,
    page_of,
    ticket_of,
)


@needs(Power.CHANGE)
@require_http_methods(["GET", "POST", "DELETE"])
def merger(request: HttpRequest, number: int) -> HttpResponse:
    """GET asks with which, and shows both; POST merges this one, DELETE takes it out again."""
    ticket = ticket_of(request, number)
    if request.method == "GET":
        return _asked(request, ticket)
    if is_undone(request) or "undo" in request.GET:
        return _parted(request, ticket)
    form = MergerForm(request.POST.dict(), member=member_of(request))
    if not form.is_valid():
        return _shown(request, ticket, {**_choosing(request, ticket), "problem": first_error(form)})
    into = form.cleaned_data["into"]
    try:
        ticket.merge_into(into, by=member_of(request), why=form.cleaned_data["why"])
    except Unmergeable as refused:
        return _shown(request, ticket, {**_choosing(request, ticket), "problem": refused.words})
    words = _("#%(one)s was merged into #%(into)s.") % {"one": ticket.pk, "into": into.pk}
    toasts.success(request, words, extra_tags=f"{request.path}?undo=1")
    return _to(request, page_of(into))


@needs(Power.CHANGE)
@require_safe
def others(request: HttpRequest, number: int) -> HttpResponse:
    """Show the tickets that ?with= may mean, a number or words of a recent subject."""
    ticket, words = ticket_of(request, number), request.GET.get("with", "").strip()
    found = choices(ticket, member_of(request), words)
    _note(request, found)
    context = {"ticket": ticket, "found": found, "words": words}
    return render(request, "tickets/_merger_choices.html", context)


def _asked(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Show both tickets once ?with= says the other; ?into= says which of them stays."""
    member = member_of(request)
    chosen = request.GET.get("with", "").strip().lstrip("#")
    if not chosen:
        return _shown(request, ticket, _choosing(request, ticket))
    seen = Ticket.objects.visible_to(member).select_related("team", "brand", "requester")
    other = seen.filter(pk=number_in(chosen)).first()
    if other is None:
        # Words, not a number: what they may mean is offered.
        found = choices(ticket, member, chosen)
        problem = "" if found else _("There is no such ticket.")
        context = {"found": found, "words": chosen} if found else _choosing(request, ticket)
        return _shown(request, ticket, {**context, "problem": problem})
    _note(request, [ticket, other])
    stays = number_in(request.GET.get("into", ""))
    return _shown(request, ticket, preview(ticket, other, member, stays=stays))


def _choosing(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    found = choices(ticket, member_of(request), "")
    _note(request, found)
    return {"found": found, "words": ""}


def _note(request: HttpRequest, tickets: list[Ticket]) -> None:
    customers = [each.requester_id for each in tickets]
    AccessRecord.note(request, "list", by=member_of(request), customers=customers)


def _shown(request: HttpRequest, ticket: Ticket, context: dict[str, Any]) -> HttpResponse:
    """Answer with the dialog, or its inside where one is open; without script with a page."""
    given = {"ticket": ticket, "problem": "", "pair": None, **context}
    status = 409 if given["problem"] and request.method == "POST" else 200
    if not is_htmx(request):
        return render(request, "tickets/merger.html", given, status=status)
    inside = request.headers.get("HX-Target") == "merging"
    template = "tickets/_merging.html" if inside else "tickets/_merger_dialog.html"
    return render(request, template, given, status=status)


def _parted(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    into = ticket.survivor().pk
    try:
        ticket.unmerge(by=member_of(request))
    except Unmergeable as refused:
        toasts.error(request, refused.words)
        return _to(request, page_of(ticket))
    words = _("#%(one)s was taken out of #%(into)s again.") % {"one": ticket.pk, "into": into}
    toasts.success(request, words)
    return _to(request, page_of(ticket))


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def preview_of(one: Ticket, other: Ticket) -> str:
    """Return the address at which both are looked at side by side before they are merged."""
    asked = urlencode({"with": other.pk})
    return f"{reverse('tickets:merger', args=[one.pk])}?{asked}"
