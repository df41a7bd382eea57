"""Where outside a team's tickets are told of: chats and programs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maru.extensions.outlets.models import Outlet
from maru.extensions.outlets.outlet_form import OutletForm
from maru.extensions.outlets.wording import trial_of
from maru.kit.webhooks.sending import try_out
from maru.kit.webhooks.trouble import in_words
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team

SHOWN = 20  # calls of the log


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST"])
def outlet_new(request: HttpRequest, team_id: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.visible_to(me(request)), pk=team_id)
    form = OutletForm(request.POST or None, team=team, language=me(request).language)
    if request.method == "POST" and form.is_valid():
        saved = form.save_by(me(request))
        messages.success(request, _("It is there. Try it: does its word arrive?"))
        return _shown_once(request, saved, form.new_secret)
    return _show(request, team, form)


@needs(Power.PEOPLE)
@require_http_methods(["GET", "POST", "DELETE"])
def outlet(request: HttpRequest, team_id: int, pk: int) -> HttpResponse:
    """POST saves, DELETE forgets it with its log."""
    found = _found(request, team_id, pk)
    if request.method == "DELETE":
        found.remove(by=me(request))
        messages.success(request, _("%(name)s hears nothing any more.") % {"name": found.name})
        to = reverse("console:team", args=[team_id])
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    form = OutletForm(request.POST or None, team=found.team, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:outlet", team_id, pk)
    return _show(request, found.team, form)


@needs(Power.PEOPLE)
@require_POST
def outlet_silence(request: HttpRequest, team_id: int, pk: int) -> HttpResponse:
    """Switch it off, or on again."""
    found = _found(request, team_id, pk)
    on = "undo" in request.POST
    found.switch(on, by=me(request))
    messages.success(request, _("It is on.") if on else _("It is off."))
    return redirect("console:outlet", team_id, pk)


@needs(Power.PEOPLE)
@require_POST
def outlet_trial(request: HttpRequest, team_id: int, pk: int) -> HttpResponse:
    """Tell it now that this is a trial, and say what is wrong."""
    found = _found(request, team_id, pk)
    outcome = try_out(found.webhook, trial_of(found))
    context = {"outcome": outcome, "wrong": in_words(outcome.trouble), "outlet": found}
    return render(request, "console/_outlet_trial.html", context)


@needs(Power.PEOPLE)
@require_POST
def outlet_secret(request: HttpRequest, team_id: int, pk: int) -> HttpResponse:
    """Make a new secret: it is shown once."""
    found = _found(request, team_id, pk)
    return _shown_once(request, found, found.new_secret(by=me(request)))


@needs(Power.PEOPLE)
@require_POST
def outlet_repetition(request: HttpRequest, team_id: int, pk: int, call_id: int) -> HttpResponse:
    """Tell once more what stands in the log."""
    found = _found(request, team_id, pk)
    call = get_object_or_404(found.webhook.calls, pk=call_id)
    if not found.is_on:
        messages.error(request, _("Switch it on first."))
    elif call.repeat():
        messages.success(request, _("It is told once more."))
    return redirect("console:outlet", team_id, pk)


def _found(request: HttpRequest, team_id: int, pk: int) -> Outlet:
    seen = Outlet.objects.visible_to(me(request))
    found: Outlet = get_object_or_404(seen, team=team_id, pk=pk)
    return found


def _shown_once(request: HttpRequest, found: Outlet, secret: str) -> HttpResponse:
    if not secret:
        return redirect("console:outlet", found.team_id, found.pk)
    form = OutletForm(team=found.team, instance=found)
    return _show(request, found.team, form, secret=secret)


def _show(request: HttpRequest, team: Team, form: OutletForm, *, secret: str = "") -> HttpResponse:
    kept = Outlet.objects.select_related("webhook").filter(pk=form.instance.pk).first()
    context: dict[str, Any] = {
        "form": form,
        "team": team,
        "outlet": kept,
        "secret": secret,
        "calls": [],
    }
    if kept:
        log = kept.webhook.calls.order_by("-id").prefetch_related("attempts")
        context["calls"] = [(call, in_words(call.trouble)) for call in log[:SHOWN]]
        context["trouble"] = in_words(kept.webhook.trouble)
    return render(request, "console/outlet.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("teams/<int:team_id>/outlets/new/", outlet_new, name="outlet_new"),
    path("teams/<int:team_id>/outlets/<int:pk>/", outlet, name="outlet"),
    path("teams/<int:team_id>/outlets/<int:pk>/trial/", outlet_trial, name="outlet_trial"),
    path("teams/<int:team_id>/outlets/<int:pk>/secret/", outlet_secret, name="outlet_secret"),
    path("teams/<int:team_id>/outlets/<int:pk>/silence/", outlet_silence, name="outlet_silence"),
    path(
        "teams/<int:team_id>/outlets/<int:pk>/calls/<int:call_id>/repetition/",
        outlet_repetition,
        name="outlet_repetition",
    ),
]
