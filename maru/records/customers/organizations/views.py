"""The organization's own fragments: what it is, and who is put into which."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.records.customers.field_views import set_field
from maru.records.customers.models import Customer, Organization
from maru.records.customers.organizations.forms import OrganizationForm
from maru.records.customers.organizations.placing import place
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

SUGGESTED = 6
SHORTEST = 2  # characters; fewer mean half of all

can_change = needs(Power.CHANGE)


@can_change
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """GET gives the form, or with ``?kept`` what it says; POST keeps what was written."""
    organization = _organization(request, pk)
    form = OrganizationForm(request.POST or None, instance=organization, member=_me(request))
    context = {"organization": organization, "may_change": True}
    if request.method == "GET" and "kept" in request.GET:
        return render(request, "customers/_organization_about.html", context)
    if request.method == "POST" and form.is_valid() and (kept := form.keep()):
        context["organization"] = kept
        return render(request, "customers/_organization_about.html", context)
    status = 422 if form.is_bound else 200
    context["form"] = form
    return render(request, "customers/_organization_about_form.html", context, status=status)


@can_change
@require_http_methods(["GET", "POST", "DELETE"])
def of_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """POST puts a customer into ``organization``, DELETE takes them out; GET shows where they
    are."""
    member = _me(request)
    seen = Customer.objects.visible_to(member).select_related("organization")
    customer = get_object_or_404(seen, pk=pk)
    AccessRecord.note(request, "customer", by=member, customers=[pk], subject_id=pk)
    if request.method == "POST":
        given = request.POST.get("organization", "")
        rows = Organization.objects.visible_to(member).filter(brand=customer.brand_id)
        place(customer, get_object_or_404(rows, pk=_number(given)), by=member)
    elif request.method == "DELETE":
        place(customer, None, by=member)
    context = {"customer": customer, "may_change": True}
    return render(request, "customers/_organization.html", context)


@can_change
@require_safe
def suggestions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the organizations, of the customer's brand, that a few letters may mean."""
    member = _me(request)
    customer = get_object_or_404(Customer.objects.visible_to(member), pk=pk)
    words = request.GET.get("called", "").replace("\x00", "").strip()[:200]
    found: list[Organization] = []
    if len(words) >= SHORTEST:
        rows = Organization.objects.visible_to(member).active().filter(brand=customer.brand_id)
        rows = rows.exclude(pk=customer.organization_id or 0)
        found = list(rows.called(words).prefetch_related("domains")[:SUGGESTED])
    context = {"customer": customer, "organizations": found, "words": words}
    return render(request, "customers/_organization_suggestions.html", context)


@can_change
@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Put ``customer`` into the organization."""
    member, organization = _me(request), _organization(request, pk)
    rows = Customer.objects.visible_to(member).filter(brand=organization.brand_id)
    customer = get_object_or_404(rows, pk=_number(request.POST.get("customer", "")))
    AccessRecord.note(request, "customer", by=member, customers=[customer.pk])
    place(customer, organization, by=member)
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


@can_change
@require_POST
def field(request: HttpRequest, pk: int, field: int) -> HttpResponse:
    """Set a custom field."""
    return set_field(request, _organization(request, pk), field)


def _number(given: str) -> int:
    """Return the id that was sent; 0, which nothing has, for what is none."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


def _organization(request: HttpRequest, pk: int) -> Organization:
    rows = Organization.objects.visible_to(_me(request)).select_related("brand")
    return get_object_or_404(rows.prefetch_related("domains"), pk=pk)


def _me(request: HttpRequest) -> Member:
    return cast(Member, request.user)
