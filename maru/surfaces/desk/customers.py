"""The customers: a list to search, and a page each."""

from __future__ import annotations

from django import forms
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maru.kit.database.counting import count_up_to
from maru.kit.database.keyset import BadCursor, page
from maru.records.customers.customer import CustomerQuerySet
from maru.records.customers.field_views import fields_panel
from maru.records.customers.forms import ReachForm
from maru.records.customers.known import known_by
from maru.records.customers.models import Customer, Organization
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.models import Ticket
from maru.surfaces.desk.inbox import usual_brand, with_what_a_row_shows

ORDER = ["-id"]
NEWEST = ("-updated_at", "-number")


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=200, required=False)
    organization = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


@needs(Power.READ)
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """List the customers whose name, address or number has ``?q=``, the newest first;
    ``?organization=`` its people alone."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = _seen(me(request))
    organization = None
    if form.is_valid() and (pk := form.cleaned_data["organization"]):
        organization = get_object_or_404(Organization.objects.visible_to(me(request)), pk=pk)
        rows = rows.filter(organization=organization)
    if words:
        rows = rows.filter(known_by(words))
    if not form.is_valid():
        rows = rows.none()
    try:
        found = page(rows, ORDER, cursor=request.GET.get("cursor", ""))
    except BadCursor:
        found = page(rows, ORDER)
    AccessRecord.note(request, "list", by=me(request), customers=[c.pk for c in found.rows])
    asked = {"q": words, "organization": organization.pk if organization else ""}
    here = "?" + urlencode({name: value for name, value in asked.items() if value or name == "q"})
    context = {
        "form": form,
        "words": words,
        "organization": organization,
        "customers": found.rows,
        "total": count_up_to(rows),
        "next_href": f"{here}&cursor={found.next}" if found.next else None,
        "first_href": None if found.is_first else here,
        "may_open": me(request).can(Power.REPLY),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "desk/customers.html", context, status=status)


@needs(Power.READ)
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one customer, and those of their tickets that the member may see."""
    member = me(request)
    shown = get_object_or_404(_seen(member), pk=pk)
    theirs = Ticket.objects.visible_to(member).genuine().filter(requester=shown)
    tickets = with_what_a_row_shows(theirs, member)
    try:
        found = page(tickets, NEWEST, cursor=request.GET.get("cursor", ""), size=25)
    except BadCursor:
        found = page(tickets, NEWEST, size=25)
    elsewhere = _elsewhere(member, shown)
    read = [pk, *(other.pk for other in elsewhere)]
    AccessRecord.note(request, "customer", by=member, customers=read, subject_id=pk)
    context = {
        "customer": shown,
        "elsewhere": elsewhere,
        "tickets": found.rows,
        "total": count_up_to(tickets),
        "next_href": f"?cursor={found.next}" if found.next else None,
        "first_href": None if found.is_first else "?",
        "reach_form": ReachForm(),
        "may_change": member.can(Power.CHANGE),
        "may_open": member.can(Power.REPLY),
        "usual_brand": usual_brand(member),
        **fields_panel(shown),
    }
    return render(request, "desk/customer.html", context)


def _seen(member: Member) -> CustomerQuerySet:
    """Return the member's customers, with their addresses and brand."""
    rows = Customer.objects.visible_to(member).select_related("brand", "organization")
    return rows.prefetch_related("contact_points")


def _elsewhere(member: Member, customer: Customer) -> list[Customer]:
    """Return the same address's customers at the member's other brands, with the number of their
    tickets that the member may see: one person comes together for who may see it."""
    tickets = Ticket.objects.visible_to(member).genuine().filter(requester=OuterRef("pk"))
    counted = tickets.order_by().values("requester").annotate(n=Count("pk")).values("n")
    rows = Customer.objects.visible_to(member).reached_as(customer).select_related("brand")
    return list(
        rows.annotate(ticket_count=Coalesce(Subquery(counted), 0)).order_by("brand__name", "pk")
    )
