"""Filters of mail, and who is blocked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.filtering import rows
from maru.support.filtering.forms import BlockingForm, FilterForm
from maru.support.filtering.models import BlockedSender, Filter
from maru.support.filtering.trying import met_lately


@needs(Power.COMPANY)
@require_safe
def filters(request: HttpRequest) -> HttpResponse:
    found = Filter.objects.visible_to(me(request)).select_related("brand", "team")
    return render(request, "console/filters.html", {"filters": found})


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def filter_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, Filter())


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def filter_(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, _filter(request, pk))


def _edit(request: HttpRequest, each: Filter) -> HttpResponse:
    form = FilterForm(request.POST or None, instance=each, member=me(request))
    context: dict[str, Any] = {
        "form": form,
        "fields": rows.fields(),
        "operators": rows.OPERATORS,
        "valued": [op for op, _words in rows.OPERATORS if op not in rows.WITHOUT_VALUE],
        "known_values": list(rows.known_values()),
        "filter": each if each.pk else None,
    }
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and "try" in request.POST:
        if not form.is_beyond_rows:
            each.conditions = form.conditions
        context["met"] = met_lately(each, me(request))
        read = {message.customer_id for message in context["met"]} - {None}
        AccessRecord.note(request, "list", by=me(request), customers=read)
    elif is_valid:
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:filters")
    status = 422 if form.is_bound and not is_valid else 200
    return render(request, "console/filter.html", context, status=status)


@needs(Power.COMPANY)
@require_POST
def filter_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it earlier, or with down=1 later."""
    _filter(request, pk).move(up="down" not in request.POST, by=me(request))
    return redirect("console:filters")


@needs(Power.COMPANY)
@require_POST
def filter_removal(request: HttpRequest, pk: int) -> HttpResponse:
    _filter(request, pk).remove(by=me(request))
    messages.success(request, _("The filter is removed; what it did stays."))
    return redirect("console:filters")


@needs(Power.CHANGE)
@require_http_methods(["GET", "POST"])
def blocked_senders(request: HttpRequest) -> HttpResponse:
    form = BlockingForm(request.POST or None, member=me(request))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        BlockedSender.block(chosen["value"], brand=chosen["brand"], by=me(request))
        messages.success(request, _("Blocked from now on."))
        return redirect("console:blocked_senders")
    found = BlockedSender.objects.visible_to(me(request)).select_related("brand", "blocked_by")
    context = {"form": form, "blocked": found, "has_brands": len(me(request).brand_ids) > 1}
    status = 422 if form.is_bound else 200
    return render(request, "console/blocked_senders.html", context, status=status)


@needs(Power.CHANGE)
@require_POST
def unblocking(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(BlockedSender.objects.visible_to(me(request)), pk=pk)
    found.unblock(by=me(request))
    messages.success(request, _("%(value)s may write again.") % {"value": found.value})
    return redirect("console:blocked_senders")


def _filter(request: HttpRequest, pk: int) -> Filter:
    return get_object_or_404(Filter.objects.visible_to(me(request)), pk=pk)


urlpatterns = [
    path("filters/", filters, name="filters"),
    path("filters/new/", filter_new, name="filter_new"),
    path("filters/<int:pk>/", filter_, name="filter"),
    path("filters/<int:pk>/place/", filter_place, name="filter_place"),
    path("filters/<int:pk>/removal/", filter_removal, name="filter_removal"),
    path("blocked-senders/", blocked_senders, name="blocked_senders"),
    path("blocked-senders/<int:pk>/unblocking/", unblocking, name="unblocking"),
]
