"""A new ticket by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.records.customers.known import known_by
from maru.records.customers.models import Customer
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.surfaces.desk.opening_form import OpeningForm

SUGGESTED = 6


@needs(Power.REPLY)
@require_http_methods(["GET", "POST"])
def new_ticket(request: HttpRequest) -> HttpResponse:
    """GET asks, POST opens; ``?customer=`` has one chosen already."""
    member = me(request)
    if request.method == "POST":
        form = OpeningForm(request.POST, request.FILES, member=member)
        if form.is_valid():
            ticket = form.open()
            messages.success(request, _("Ticket #%(number)s is open.") % {"number": ticket.number})
            return redirect("desk:ticket", ticket.number)
        chosen = _chosen(request, request.POST.get("customer", ""))
        context = {"form": form, "chosen": chosen, "lost_files": bool(request.FILES)}
        return render(request, "desk/new_ticket.html", context, status=422)
    chosen = _chosen(request, request.GET.get("customer", ""))
    usual = {"brand": chosen.brand_id} if chosen else {}
    form = OpeningForm(member=member, initial={"assignee": member.pk, **usual})
    context = {"form": form, "chosen": chosen, "lost_files": False}
    return render(request, "desk/new_ticket.html", context)


@needs(Power.REPLY)
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Show the customers of ``?brand=`` that a few letters or digits may mean."""
    words = request.GET.get("who", "").replace("\x00", "").strip()[:200]
    found: list[Customer] = []
    if len(words) > 1:
        rows = Customer.objects.visible_to(me(request)).filter(known_by(words))
        if (brand := request.GET.get("brand", "")).isdecimal() and len(brand) < 19:
            rows = rows.filter(brand=int(brand))
        found = list(rows.prefetch_related("contact_points").order_by("-id")[:SUGGESTED])
        AccessRecord.note(request, "list", by=me(request), customers=[c.pk for c in found])
    return render(request, "desk/_suggestions.html", {"customers": found, "words": words})


def _chosen(request: HttpRequest, given: str) -> Customer | None:
    if not given.isdecimal() or len(given) > 18:
        return None
    rows = Customer.objects.visible_to(me(request)).prefetch_related("contact_points")
    customer = rows.filter(pk=int(given)).first()
    if customer:
        AccessRecord.note(request, "customer", by=me(request), customers=[customer.pk])
    return customer
