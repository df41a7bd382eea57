"""Whose ticket it is, said by a member: a call for somebody else, a mail that names nobody."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.forms import ReachForm
from maru.records.customers.recognition import recognise
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.views.asking import (
    first_error,
    is_htmx,
    member_of,
    page_of,
    refused,
    ticket_of,
)


@needs(Power.REPLY)
@require_POST
def requester(request: HttpRequest, number: int) -> HttpResponse:
    """Give the ticket to the customer behind an address or number, made if new."""
    ticket, form = ticket_of(request, number), ReachForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, first_error(form))
    value = form.cleaned_data["value"]
    try:
        if form.kind == ContactKind.EMAIL:
            validate_email(value)  # typed by hand: a slip is likelier than an odd address
        customer = recognise(form.kind, value, brand=ticket.brand)
    except (ValueError, ValidationError):
        return refused(request, ticket, _("Write an e-mail address or a phone number."))
    if ticket.give_to_customer(customer, by=member_of(request)):
        words = _("The customer is %(name)s now. Nothing was sent to them.")
        messages.success(request, words % {"name": customer})
    if not is_htmx(request):
        return HttpResponseRedirect(page_of(ticket))
    # Whom an answer goes to stands in many places: the page is shown anew.
    return HttpResponse(status=204, headers={"HX-Redirect": page_of(ticket)})
