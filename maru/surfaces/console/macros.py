"""Macros: one's own, those of the teams one leads, everybody's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.journal.models import Event
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.members.whose import Whose
from maru.support.actions.foreseeing import said_to
from maru.support.actions.forms import MacroForm
from maru.support.actions.models import Macro
from maru.support.tickets.placeholders import offered_to

TOLD = 12  # events of its history


@needs(Power.NOTE)
@require_safe
def macros(request: HttpRequest) -> HttpResponse:
    """List what one may use or look after, by whom it is for."""
    by = me(request)
    found = Macro.objects.visible_to(by).prefetch_related("teams", "brands")
    headings = {Whose.OWN: _("Mine"), Whose.TEAM: _("Of teams"), Whose.COMPANY: _("Everybody's")}
    groups = [
        (words, [(macro, said_to(by, macro.changes)) for macro in found if macro.whose == key])
        for key, words in headings.items()
    ]
    context = {"groups": [group for group in groups if group[1]]}
    return render(request, "console/macros.html", context)


@needs(Power.NOTE)
@require_http_methods(["GET", "POST"])
def macro_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@needs(Power.NOTE)
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one, to be changed by whoever may."""
    found = _macro(request, pk)
    if found.may_be_changed_by(me(request)):
        return _edit(request, found)
    if request.method == "POST":
        raise Http404
    context = {"macro": found, "words": said_to(me(request), found.changes), **_history(found)}
    return render(request, "console/macro_shown.html", context)


def _edit(request: HttpRequest, macro: Macro | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = MacroForm(data, member=me(request), macro=macro)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("console:macros")
    context: dict[str, Any] = {
        "form": form,
        "asked": form.asked,
        "macro": macro,
        "placeholders": offered_to(me(request)),
        **(_history(macro) if macro else {}),
    }
    return render(request, "console/macro.html", context, status=422 if form.is_bound else 200)


def _history(macro: Macro) -> dict[str, Any]:
    return {"history": Event.of(macro).order_by("-id")[:TOLD]}


@needs(Power.NOTE)
@require_POST
def macro_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away from all who have it; undo=1 brings back what one could remove."""
    by = me(request)
    if "undo" in request.GET:
        _changeable(request, get_object_or_404(Macro.objects.removed_from(by), pk=pk)).bring_back(
            by=by
        )
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    _changeable(request, _macro(request, pk)).remove(by=by)
    way_back = reverse("console:macro_removal", args=[pk]) + "?undo=1"
    messages.success(request, _("Removed; what it did stays."), extra_tags=way_back)
    return redirect("console:macros")


def _changeable(request: HttpRequest, macro: Macro) -> Macro:
    if not macro.may_be_changed_by(me(request)):
        raise Http404
    return macro


def _macro(request: HttpRequest, pk: int) -> Macro:
    rows = Macro.objects.visible_to(me(request)).prefetch_related("teams", "brands")
    return get_object_or_404(rows, pk=pk)


urlpatterns = [
    path("macros/", macros, name="macros"),
    path("macros/new/", macro_new, name="macro_new"),
    path("macros/<int:pk>/", macro, name="macro"),
    path("macros/<int:pk>/removal/", macro_removal, name="macro_removal"),
]
