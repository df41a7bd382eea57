"""Escalation paths: the levels that tickets are handed up to, in their order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.journal.models import Event
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.escalations.models import EscalationLevel, EscalationPath
from maru.support.escalations.paths.forms import (
    MOST_LEVELS,
    EscalationLevelForm,
    EscalationPathForm,
)

TOLD = 12  # events of its history


@needs(Power.COMPANY)
@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    rows = EscalationPath.objects.prefetch_related("levels", "brands", "teams")
    return render(request, "console/escalation_paths.html", {"paths": rows})


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def path_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, EscalationPath())


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def path_show(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(EscalationPath, pk=pk))


def _edit(request: HttpRequest, found: EscalationPath) -> HttpResponse:
    is_new = found._state.adding
    form = EscalationPathForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = form.save_by(me(request))
        if is_new:
            messages.success(request, _("Saved. Now say who stands at its levels."))
            return redirect("console:escalation_level_new", saved.pk)
        messages.success(request, _("Saved."))
        return redirect("console:escalation_path", saved.pk)
    kept = None if is_new else found
    context = {
        "form": form, "path": kept,
        "levels": _levels(found) if kept else [],
        "history": Event.of(found).order_by("-id")[:TOLD] if kept else [],
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "console/escalation_path.html", context, status=status)


def _levels(found: EscalationPath) -> list[EscalationLevel]:
    levels = list(found.levels.select_related("team", "person"))
    for number, level in enumerate(levels, start=1):
        level.number = number
    return levels


@needs(Power.COMPANY)
@require_POST
def path_removal(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(EscalationPath, pk=pk).remove(by=me(request))
    messages.success(request, _("Removed. What was handed up along it goes on."))
    return redirect("console:escalation_paths")


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def level_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(EscalationPath, pk=pk)
    if found.levels.count() >= MOST_LEVELS:
        messages.error(request, _("A path has at most %s levels.") % MOST_LEVELS)
        return redirect("console:escalation_path", pk)
    return _edit_level(request, EscalationLevel(path=found))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def level(request: HttpRequest, pk: int, level_id: int) -> HttpResponse:
    return _edit_level(request, _level(pk, level_id))


def _edit_level(request: HttpRequest, found: EscalationLevel) -> HttpResponse:
    form = EscalationLevelForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:escalation_path", found.path_id)
    kept = None if found._state.adding else found
    context = {"form": form, "level": kept, "path": found.path}
    status = 422 if request.method == "POST" else 200
    return render(request, "console/escalation_level.html", context, status=status)


@needs(Power.COMPANY)
@require_POST
def level_place(request: HttpRequest, pk: int, level_id: int) -> HttpResponse:
    """Let it stand earlier, with down=1 later."""
    _level(pk, level_id).move(up="down" not in request.POST, by=me(request))
    return redirect("console:escalation_path", pk)


@needs(Power.COMPANY)
@require_POST
def level_removal(request: HttpRequest, pk: int, level_id: int) -> HttpResponse:
    _level(pk, level_id).remove(by=me(request))
    messages.success(request, _("Removed. What is there stays there until it is given back."))
    return redirect("console:escalation_path", pk)


def _level(pk: int, level_id: int) -> EscalationLevel:
    rows = EscalationLevel.objects.select_related("path", "team", "person")
    return get_object_or_404(rows, pk=level_id, path=pk)


urlpatterns = [
    path("escalation-paths/", paths, name="escalation_paths"),
    path("escalation-paths/new/", path_new, name="escalation_path_new"),
    path("escalation-paths/<int:pk>/", path_show, name="escalation_path"),
    path("escalation-paths/<int:pk>/removal/", path_removal, name="escalation_path_removal"),
    path("escalation-paths/<int:pk>/levels/new/", level_new, name="escalation_level_new"),
    path("escalation-paths/<int:pk>/levels/<int:level_id>/", level, name="escalation_level"),
    path(
        "escalation-paths/<int:pk>/levels/<int:level_id>/place/",
        level_place,
        name="escalation_level_place",
    ),
    path(
        "escalation-paths/<int:pk>/levels/<int:level_id>/removal/",
        level_removal,
        name="escalation_level_removal",
    ),
]
