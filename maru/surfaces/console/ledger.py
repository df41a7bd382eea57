"""The access ledger: who looked at whose data, when, from where. A million rows are usual."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from maru.records.customers.models import Customer
from maru.staff.journal.access import AccessQuerySet
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me

PAGE = 50
FOUND = 100  # customers of one search at most
WHAT = {
    "ticket": gettext_lazy("Ticket"),
    "customer": gettext_lazy("Customer"),
    "list": gettext_lazy("List"),
    "file": gettext_lazy("File"),
    "raw": gettext_lazy("Raw mail"),
    "paper": gettext_lazy("Ticket printed, or as PDF"),
    "held_file": gettext_lazy("File that is held back"),
    "export": gettext_lazy("Export"),
    "ledger": gettext_lazy("Access ledger"),
    "search": gettext_lazy("Search"),
    "webhook": gettext_lazy("What a webhook was told"),
    "inlet": gettext_lazy("What a program handed over"),
    "api": gettext_lazy("API"),
}


class LedgerForm(forms.Form):
    member = forms.ModelChoiceField(
        label=gettext_lazy("Member"),
        queryset=Member.objects.all(),
        required=False,
        empty_label=gettext_lazy("Every member"),
    )
    customer = forms.CharField(
        label=gettext_lazy("Customer"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Name, address or #number")}),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@needs(Power.COMPANY)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    form = LedgerForm(request.GET)
    readings = AccessRecord.objects.all() if not form.is_valid() else _filtered(form)
    # One more than a page says whether there is a next one, without counting a million rows.
    rows = list(readings.order_by("-id")[: PAGE + 1])
    shown, has_more = rows[:PAGE], len(rows) > PAGE
    ids = {customer for row in shown for customer in row.customers[:3]}
    AccessRecord.note(request, "ledger", by=me(request), customers=ids)
    context = {
        "form": form,
        "rows": shown,
        "names": {c.pk: str(c) for c in Customer.objects.filter(pk__in=ids)},
        "what": WHAT,
        "is_filtered": any(form.cleaned_data.get(k) for k in ("member", "customer", "day")),
        "next_href": _href(request, shown[-1].pk) if has_more else None,
        "first_href": _href(request, None) if "before" in request.GET else None,
    }
    return render(request, "console/ledger.html", context, status=200 if form.is_valid() else 422)


def _filtered(form: LedgerForm) -> AccessQuerySet:
    asked = form.cleaned_data
    readings = AccessRecord.objects.all()
    if asked["member"]:
        readings = readings.filter(member_id=asked["member"].pk)
    if asked["customer"]:
        readings = readings.of_customers(_customers(asked["customer"].strip()))
    if asked["day"]:
        start = timezone.make_aware(datetime.combine(asked["day"], time.min))
        readings = readings.filter(at__gte=start, at__lt=start + timedelta(days=1))
    if asked["before"]:
        readings = readings.filter(pk__lt=asked["before"])
    return readings


def _customers(words: str) -> list[int]:
    """Return the ids of the customers meant: of #7 also when that customer is deleted."""
    if words.startswith("#") and words[1:].isdecimal() and len(words) < 19:
        return [int(words[1:])]
    meant = Q(name__icontains=words) | Q(contact_points__value__iexact=words)
    return list(Customer.objects.filter(meant).values_list("pk", flat=True).distinct()[:FOUND])


def _href(request: HttpRequest, before: int | None) -> str:
    asked = {k: v for k, v in request.GET.items() if k != "before" and v}
    query = urlencode(asked | ({"before": before} if before else {}))
    return f"{reverse('console:ledger')}?{query}"


urlpatterns = [path("access/", ledger, name="ledger")]
