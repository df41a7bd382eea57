"""Which tickets have to do with this one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets import showing
from maru.support.tickets.choosing import choices
from maru.support.tickets.forms import LinkForm
from maru.support.tickets.linking.linking import Unlinkable
from maru.support.tickets.linking.showing import linked, links_panel
from maru.support.tickets.models import Link, Ticket
from maru.support.tickets.views.asking import (
    first_error,
    is_htmx,
    member_of,
    page_of,
    ticket_of,
)


@needs(Power.CHANGE)
@require_POST
def links(request: HttpRequest, number: int) -> HttpResponse:
    """Link another ticket to this one, as ``kind``."""
    ticket, form = ticket_of(request, number), LinkForm(_said(request), member=member_of(request))
    if not form.is_valid():
        return _shown(request, ticket, problem=first_error(form), status=422)
    other = form.cleaned_data["to"]
    try:
        link = ticket.link(form.cleaned_data["kind"], other, by=member_of(request))
    except Unlinkable as refused:
        return _shown(request, ticket, problem=refused.words, status=refused.status)
    undo = reverse("tickets:link", args=[number, link.pk])
    text = _("Linked to #%(number)s.") % {"number": other.pk}
    return _shown(request, ticket, text=text, undo=undo)


@needs(Power.CHANGE)
@require_http_methods(["POST", "DELETE"])
def link(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """DELETE takes a link away; the toast links again."""
    ticket, member = ticket_of(request, number), member_of(request)
    here = ticket.with_merged()
    rows = Link.objects.visible_to(member).filter(Q(ticket__in=here) | Q(other__in=here))
    link = get_object_or_404(rows.select_related("ticket", "other"), pk=pk)
    gone = next(each for each in linked(ticket, member) if each.link.pk == pk)
    ticket.unlink(link, by=member)
    redo = reverse("tickets:links", args=[number]) + f"?kind={gone.kind}&to={gone.ticket.pk}"
    text = _("No longer linked to #%(number)s.") % {"number": gone.ticket.pk}
    return _shown(request, ticket, text=text, redo=redo)


@needs(Power.CHANGE)
@require_safe
def link_others(request: HttpRequest, number: int) -> HttpResponse:
    """Show the tickets that ?to= may mean: a number, or words of a recent subject."""
    ticket, words = ticket_of(request, number), request.GET.get("to", "").strip()
    found = choices(ticket, member_of(request), words) if words else []
    customers = [each.requester_id for each in found]
    AccessRecord.note(request, "list", by=member_of(request), customers=customers)
    context = {"ticket": ticket, "found": found, "words": words}
    return render(request, "tickets/_link_choices.html", context)


def _said(request: HttpRequest) -> dict[str, Any]:
    # The toast's way back has its fields in the address.
    return {**request.GET.dict(), **request.POST.dict()}


def _shown(
    request: HttpRequest, ticket: Ticket, *, problem: str = "", text: str = "", undo: str = "",
    redo: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    if not is_htmx(request):
        return HttpResponseRedirect(page_of(ticket))
    member = member_of(request)
    context = {
        **showing.powers(member),
        **links_panel(ticket, member),
        "ticket": ticket,
        "problem": problem,
        "toast_text": text,
        "toast_undo": undo,
        "toast_redo": redo,
    }
    customers = [each.ticket.requester_id for each in context["links"]]
    AccessRecord.note(request, "list", by=member, customers=customers)
    return render(request, "tickets/_links_changed.html", context, status=status)
