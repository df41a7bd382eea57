from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.staff.company.countries import country_name
from maru.staff.company.forms import CalendarForm
from maru.staff.company.models import Calendar
from maru.staff.company.time_zones import COMMON
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.servicelevels.recounting import foresee
from maru.support.servicelevels.winding import levels_in_use


@needs(Power.COMPANY)
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    found = Calendar.objects.prefetch_related("brand_set")
    context = {"calendars": found, "country_name": country_name}
    return render(request, "console/calendars.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def calendar_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, CalendarForm(request.POST or None))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    found = get_object_or_404(Calendar, pk=calendar_id)
    return _edit(request, CalendarForm(request.POST or None, instance=found))


@needs(Power.COMPANY)
@require_http_methods(["POST", "DELETE"])
def closed_today(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """POST closes for the rest of the day, DELETE (``undo``) opens again."""
    found = get_object_or_404(Calendar, pk=calendar_id)
    if request.method == "DELETE" or "undo" in request.POST:
        found.open_today(by=me(request))
        messages.success(request, _("“%(name)s” keeps its usual hours again.") % {"name": found})
    else:
        found.close_today(by=me(request))
        messages.success(
            request, _("“%(name)s” is closed for the rest of today.") % {"name": found}
        )
    return redirect("console:calendars")


def _edit(request: HttpRequest, form: CalendarForm) -> HttpResponse:
    foreseen = None
    if request.POST.get("do") == "preview":
        if form.is_valid():
            hours = {form.instance.pk: form.as_asked().working_time}
            foreseen = foresee(levels_in_use(), hours=hours)
    elif request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:calendars")
    context = {"form": form, "time_zones": COMMON, "foreseen": foreseen}
    is_wrong = form.is_bound and not foreseen
    return render(request, "console/calendar.html", context, status=422 if is_wrong else 200)


urlpatterns = [
    path("calendars/", calendars, name="calendars"),
    path("calendars/new/", calendar_new, name="calendar_new"),
    path("calendars/<int:calendar_id>/", calendar, name="calendar"),
    path("calendars/<int:calendar_id>/closed-today/", closed_today, name="closed_today"),
]
