"""A member's absences: planned, changed, removed."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from maru.kit.ui.times import dated
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.shifts.forms import AbsenceForm
from maru.staff.shifts.models import Absence
from maru.surfaces.desk.shifts.asking import day_in, planned, today
from maru.surfaces.desk.shifts.keeping import is_kept

NAMED = 5  # days whose shifts somebody else must take


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def absence_new(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.GET.get("day")
    day = day_in(asked) if asked else today(request)
    return _edit(request, Absence(member=planned(request, pk), first_on=day, last_on=day))


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, pk: int, absence_id: int) -> HttpResponse:
    return _edit(request, _row(request, pk, absence_id))


@needs(Power.RESCUE)
@require_POST
def absence_removal(request: HttpRequest, pk: int, absence_id: int) -> HttpResponse:
    _row(request, pk, absence_id).remove(by=me(request))
    messages.success(request, _("Removed: they are there as planned."))
    return redirect("desk:shifts_of", pk)


def _edit(request: HttpRequest, row: Absence) -> HttpResponse:
    is_new = row._state.adding
    given = request.POST if request.method == "POST" else None
    form = AbsenceForm(given, instance=row)
    if given is not None and is_kept(form, by=me(request)):
        messages.success(request, _("Saved."))
        if hit := form.shifts_hit:
            messages.warning(request, _who_stands_in(hit))
        return redirect("desk:shifts_of", row.member_id)
    context = {"form": form, "whose": row.member, "is_new": is_new, "absence": row}
    return render(request, "desk/absence.html", context, status=422 if form.is_bound else 200)


def _who_stands_in(days: list[date]) -> str:
    words = ngettext(
        "%(num)s shift of theirs lies there: %(days)s. Look who stands in.",
        "%(num)s shifts of theirs lie there: %(days)s. Look who stands in.", len(days),
    )  # fmt: skip
    named = ", ".join(dated(day) for day in days[:NAMED])
    return words % {"num": len(days), "days": f"{named} …" if days[NAMED:] else named}


def _row(request: HttpRequest, pk: int, absence_id: int) -> Absence:
    rows = Absence.objects.filter(member=planned(request, pk)).select_related("member")
    return get_object_or_404(rows, pk=absence_id)
