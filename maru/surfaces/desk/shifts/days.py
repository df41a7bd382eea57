"""One date of one member: as usual, otherwise, or swapped with somebody."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.kit.refusing.refusal import Refusal
from maru.kit.text.storable import storable
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.shifts.forms import DayForm
from maru.staff.shifts.models import ShiftDay
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.seeing import planned_by
from maru.staff.shifts.shift_day import NOTE, DayKind
from maru.staff.shifts.swapping import swap
from maru.staff.shifts.warnings import warnings_around
from maru.surfaces.desk.shifts.asking import day_in, planned, week_href


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Show what is planned, and say how it is otherwise."""
    whose, on = planned(request, pk), day_in(day)
    given = request.POST if request.method == "POST" else None
    form = DayForm(given, member=whose, day=on, initial=_now(whose, on))
    if given is not None and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return _back(request, whose, on)
    return _shown(request, form, 422 if given is not None else 200)


@needs(Power.RESCUE)
@require_POST
def day_usual(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Let it be as usual again; of a swap the other one's date stays as it is."""
    whose, on = planned(request, pk), day_in(day)
    for row in ShiftDay.objects.filter(member=whose, day=on):
        row.remove(by=me(request))
    messages.success(request, _("As usual again."))
    return _back(request, whose, on)


@needs(Power.RESCUE)
@require_POST
def day_swap(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """Let them and a colleague have each other's shifts."""
    whose, on = planned(request, pk), day_in(day)
    key = request.POST.get("partner", "")
    is_key = key.isascii() and key.isdecimal() and len(key) < 19
    people = planned_by(me(request)).filter(is_active=True)
    partner = get_object_or_404(people, pk=int(key)) if is_key else None
    if partner is None:
        messages.error(request, _("Choose somebody to swap with."))
        return redirect("desk:shift_day", whose.pk, str(on))
    try:
        swap(whose, partner, on, by=me(request), note=storable(request.POST.get("note", ""), NOTE))
    except Refusal as why:
        messages.error(request, why.words)
        return redirect("desk:shift_day", whose.pk, str(on))
    messages.success(
        request, _("%(one)s and %(other)s are swapped.") % {"one": whose, "other": partner}
    )
    return _back(request, whose, on)


def _shown(request: HttpRequest, form: DayForm, status: int) -> HttpResponse:
    whose, on = form.member, form.day
    people = planned_by(me(request)).filter(is_active=True).exclude(pk=whose.pk)
    colleagues = list(people.filter(teams__in=whose.teams.all()).distinct())
    otherwise = ShiftDay.objects.filter(member=whose, day=on).select_related("partner")
    roster = Roster([whose.pk, *(each.pk for each in colleagues)], on, on)
    context = {
        "form": form, "whose": whose, "day": on, "planned": roster.on(whose.pk, on),
        "otherwise": otherwise.first(),
        "colleagues": [(each, roster.on(each.pk, on)) for each in colleagues],
        "back_href": week_href(on),
    }  # fmt: skip
    return render(request, "desk/shift_day.html", context, status=status)


def _now(whose: Member, on: date) -> dict[str, str]:
    """Return what is planned, as the form begins."""
    row = ShiftDay.objects.filter(member=whose, day=on).first()
    planned_day = Roster([whose.pk], on, on).on(whose.pk, on)
    hours = row.day_hours if row and row.kind == DayKind.EXTRA else planned_day.hours
    kind = row.kind if row and row.kind != DayKind.SWAP else DayKind.CHANGED
    return {
        "kind": kind, "shifts": hours.shift_words, "breaks": hours.break_words,
        "note": row.note if row else "",
    }  # fmt: skip


def _back(request: HttpRequest, whose: Member, on: date) -> HttpResponse:
    for each in warnings_around(whose.pk, on, on):
        messages.warning(request, each.words)
    return redirect(week_href(on))
