"""A member's usual week: made, changed, removed, given to colleagues."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.shifts.forms import PatternForm
from maru.staff.shifts.models import ShiftPattern
from maru.staff.shifts.seeing import planned_by
from maru.staff.shifts.warnings import warnings_around
from maru.surfaces.desk.shifts.asking import planned, today
from maru.surfaces.desk.shifts.keeping import is_kept


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def pattern_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin with the week that is in force, or an empty one."""
    whose, now = planned(request, pk), today(request)
    row = ShiftPattern(member=whose, begins_on=now)
    latest = ShiftPattern.objects.filter(member=whose, begins_on__lte=now).first()
    if latest:
        row.week, row.calendar = latest.week, latest.calendar
        row.works_on_holidays = latest.works_on_holidays
    return _edit(request, row)


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def pattern(request: HttpRequest, pk: int, pattern_id: int) -> HttpResponse:
    return _edit(request, _row(request, pk, pattern_id))


@needs(Power.RESCUE)
@require_POST
def pattern_removal(request: HttpRequest, pk: int, pattern_id: int) -> HttpResponse:
    _row(request, pk, pattern_id).remove(by=me(request))
    messages.success(request, _("Removed. What was planned before it holds again."))
    return redirect("desk:shifts_of", pk)


@needs(Power.RESCUE)
@require_POST
def pattern_copies(request: HttpRequest, pk: int, pattern_id: int) -> HttpResponse:
    """Give the same week to colleagues, from the same day on."""
    row = _row(request, pk, pattern_id)
    chosen = [key for key in request.POST.getlist("member") if key.isascii() and key.isdecimal()]
    people = _others(request, row).filter(pk__in=[key for key in chosen if len(key) < 19])
    done = [row.copy_to(each, by=me(request), begins_on=row.begins_on) for each in people]
    made = sum(copied is not None for copied in done)
    if not done:
        messages.error(request, _("Choose at least one colleague."))
    elif made:
        messages.success(
            request,
            ngettext(
                "%(num)s colleague has this week now.", "%(num)s colleagues have this week now.",
                made,
            ) % {"num": made},
        )  # fmt: skip
    if left := len(done) - made:
        messages.warning(
            request,
            ngettext(
                "%(num)s has a usual week that begins on the same day: it stays.",
                "%(num)s have a usual week that begins on the same day: it stays.", left,
            ) % {"num": left},
        )  # fmt: skip
    return redirect("desk:shift_pattern", pk, pattern_id)


def _edit(request: HttpRequest, row: ShiftPattern) -> HttpResponse:
    is_new = row._state.adding
    given = request.POST if request.method == "POST" else None
    form = PatternForm(given, instance=row)
    if given is not None and is_kept(form, by=me(request)):
        messages.success(request, _("Saved."))
        first = max(row.begins_on, today(request))
        for each in warnings_around(row.member_id, first, first):
            messages.warning(request, each.words)
        return redirect("desk:shifts_of", row.member_id)
    context = {
        "form": form, "whose": row.member, "is_new": is_new, "pattern": row,
        "colleagues": [] if is_new else _others(request, row),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "desk/shift_pattern.html", context, status=status)


def _row(request: HttpRequest, pk: int, pattern_id: int) -> ShiftPattern:
    rows = ShiftPattern.objects.filter(member=planned(request, pk)).select_related("member")
    return get_object_or_404(rows, pk=pattern_id)


def _others(request: HttpRequest, row: ShiftPattern) -> QuerySet[Member]:
    people = planned_by(me(request)).filter(is_active=True)
    return people.exclude(pk=row.member_id)
