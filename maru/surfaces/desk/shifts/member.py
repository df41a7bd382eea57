"""What is planned of one member: usual weeks, dates that are otherwise, absences."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.kit.ui.times import short_weekdays
from maru.staff.company.calendar import WEEKDAYS
from maru.staff.members.access import signed_in
from maru.staff.members.views.me import me
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.seeing import planned_by
from maru.surfaces.desk.shifts.asking import seen, today

PAST = timedelta(days=92)  # of absences that are shown
SHOWN = 100


@signed_in
@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to whoever plans them, and to themselves."""
    whose, now = seen(request, pk), today(request)
    pattern = Roster([whose.pk], now, now).pattern_on(whose.pk, now)
    context = {
        "whose": whose,
        "is_own": whose == me(request),
        "may_plan": planned_by(me(request)).filter(pk=whose.pk).exists(),
        "patterns": ShiftPattern.objects.filter(member=whose).select_related("calendar"),
        "in_force": pattern.pk if pattern else None,
        "days": ShiftDay.objects.filter(member=whose, day__gte=now)[:SHOWN],
        "absences": Absence.objects.filter(member=whose, last_on__gte=now - PAST)[:SHOWN],
        "today": now,
        "weekdays": dict(zip(WEEKDAYS, short_weekdays(), strict=True)),
    }  # fmt: skip
    return render(request, "desk/shifts_member.html", context)
