"""The customer's own fragments: who they are, and where they are reached."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.records.customers.customer import CustomerQuerySet
from maru.records.customers.editing import (
    AddressTaken,
    add_contact_point,
    edit,
    make_first,
    remove_contact_point,
)
from maru.records.customers.field_views import set_field
from maru.records.customers.forms import AboutForm, ReachForm
from maru.records.customers.models import ContactPoint, Customer
from maru.records.customers.recognition import normal
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

can_change = needs(Power.CHANGE)


@can_change
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """GET gives the form, or with ``?kept`` what it says; POST keeps what was written."""
    customer = _customer(request, pk)
    form = AboutForm(request.POST or None, instance=customer)
    context = {"customer": customer, "may_change": True}
    if request.method == "GET" and "kept" in request.GET:
        return render(request, "customers/_about.html", context)
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        customer.refresh_from_db()  # the form has written into it; the event needs what was before
        edit(customer, by=_me(request), **wanted)
        return render(request, "customers/_about.html", context)
    status = 422 if form.is_bound else 200
    context["form"] = form
    return render(request, "customers/_about_form.html", context, status=status)


@can_change
@require_POST
def contact_points(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an address or number."""
    customer, form = _customer(request, pk), ReachForm(request.POST)
    if form.is_valid():
        try:
            value = form.cleaned_data["value"]
            add_contact_point(customer, form.kind, value, by=_me(request))
        except ValueError:
            form.add_error("value", _("This is neither an address nor a phone number."))
        except AddressTaken:
            form.add_error("value", _taken(customer, form))
    return _contacts(request, customer, None if form.is_valid() else form)


@can_change
@require_http_methods(["DELETE"])
def contact_point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    customer = _customer(request, pk)
    remove_contact_point(_point(customer, point), by=_me(request))
    return _contacts(request, customer)


@can_change
@require_POST
def first(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Reach the customer there first."""
    customer = _customer(request, pk)
    make_first(_point(customer, point), by=_me(request))
    return _contacts(request, customer)


@can_change
@require_POST
def field(request: HttpRequest, pk: int, field: int) -> HttpResponse:
    """Set a custom field."""
    return set_field(request, _customer(request, pk), field)


def _taken(customer: Customer, form: ReachForm) -> str:
    value = normal(form.kind, form.cleaned_data["value"])
    owner = Customer.objects.filter(
        brand=customer.brand_id, contact_points__kind=form.kind, contact_points__value=value
    ).first()
    if owner is None:
        return _("It already leads to another customer.")
    return _("It already leads to %(name)s.") % {"name": owner}


def _contacts(
    request: HttpRequest, customer: Customer, form: ReachForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "customer": Customer.objects.prefetch_related("contact_points").get(pk=customer.pk),
        "reach_form": form or ReachForm(),
        "may_change": True,
    }
    return render(request, "customers/_contacts.html", context, status=422 if form else 200)


def _customer(request: HttpRequest, pk: int) -> Customer:
    customer = get_object_or_404(_seen(request), pk=pk)
    AccessRecord.note(request, "customer", by=_me(request), customers=[pk], subject_id=pk)
    return customer


def _seen(request: HttpRequest) -> CustomerQuerySet:
    return Customer.objects.visible_to(_me(request))


def _point(customer: Customer, point: int) -> ContactPoint:
    return get_object_or_404(customer.contact_points.select_related("customer"), pk=point)


def _me(request: HttpRequest) -> Member:
    return cast(Member, request.user)
