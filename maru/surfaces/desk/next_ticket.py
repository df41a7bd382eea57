"""On to the next ticket of the list that one came from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maru.kit.database.keyset import BadCursor
from maru.staff.members.access import signed_in
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import page_of, place_of
from maru.support.tickets.ticket import TicketQuerySet
from maru.support.tickets.views.asking import member_of, ticket_of
from maru.surfaces.desk.list_pane import Behind, list_behind


def came_from(request: HttpRequest, behind: Behind, ticket: Ticket) -> str:
    """Return which list one came from and where in it ``ticket`` stands, "" if from none.

    Costs a query where the order is by what is no column of a ticket.
    """
    if "view" not in request.GET:
        return ""
    asked = QueryDict(behind.query.lstrip("?"), mutable=True)
    asked["after"] = place_of(ticket, behind.order)
    return asked.urlencode()


@signed_in
@require_safe
def next_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to the ticket that follows ``number`` in the list of the address, after=: where that
    stood. After the last one to the list, which says so."""
    ticket, member = ticket_of(request, number), member_of(request)
    asked = request.GET.copy()
    after = asked.pop("after", [""])[-1]
    behind = list_behind(asked, member)
    others = behind.rows.exclude(pk=ticket.pk)
    try:
        place = after or place_of(ticket, behind.order)
        found = page_of(others, behind.order, cursor=place, size=1).rows
    except BadCursor:  # of another order: the saved view was changed meanwhile
        found = page_of(others, behind.order, size=1).rows
    if found:
        page = reverse("desk:ticket", args=[found[0].pk])
        return HttpResponseRedirect(page + behind.query)
    messages.info(request, _end_of(others))
    return HttpResponseRedirect(reverse("desk:inbox") + behind.query)


def _end_of(others: TicketQuerySet) -> str:
    if others.exists():
        return _("That was the last of this list; there are more above.")
    return _("This list is done.")
