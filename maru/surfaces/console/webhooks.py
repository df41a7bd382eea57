"""Programs that are told what happens to tickets, and what they were told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.webhooks.endpoint_form import EndpointForm
from maru.extensions.webhooks.log import body_of, may_read, ticket_of
from maru.extensions.webhooks.models import Endpoint, Inlet
from maru.extensions.webhooks.occasion import in_words as happening_in_words
from maru.extensions.webhooks.payload import trial
from maru.kit.webhooks.call import KEPT, CallState
from maru.kit.webhooks.models import Call
from maru.kit.webhooks.sending import try_out
from maru.kit.webhooks.trouble import in_words
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me

SHOWN = 30  # calls of a page of the log
DAYS = KEPT.days


class RepetitionForm(forms.Form):
    hours = forms.IntegerField(min_value=1, max_value=DAYS * 24)


@needs(Power.COMPANY)
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    found = Endpoint.objects.visible_to(me(request)).prefetch_related("brands", "teams")
    rows = [(each, [happening_in_words(one) for one in each.hears]) for each in found]
    context = {"rows": rows, "inlets": Inlet.objects.visible_to(me(request))}
    return render(request, "console/webhooks.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def webhook_new(request: HttpRequest) -> HttpResponse:
    form = EndpointForm(request.POST or None, by=me(request))
    if request.method == "POST" and form.is_valid():
        saved = form.save_by(me(request))
        messages.success(request, _("It is there. Try it: does its word arrive?"))
        return _show(request, EndpointForm(by=me(request), instance=saved), form.new_secret)
    return _show(request, form)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST", "DELETE"])
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """POST saves, DELETE forgets it with its log."""
    found = _found(request, pk)
    if request.method == "DELETE":
        found.remove(by=me(request))
        messages.success(request, _("%(name)s hears nothing any more.") % {"name": found.name})
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("console:webhooks")})
    form = EndpointForm(request.POST or None, by=me(request), instance=found)
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:webhook", pk)
    return _show(request, form)


@needs(Power.COMPANY)
@require_POST
def webhook_silence(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it off, or on again."""
    on = "undo" in request.POST
    _found(request, pk).switch(on, by=me(request))
    messages.success(request, _("It is on.") if on else _("It is off."))
    return redirect("console:webhook", pk)


@needs(Power.COMPANY)
@require_POST
def webhook_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it now that this is a trial, and say what is wrong."""
    found = _found(request, pk)
    outcome = try_out(found.webhook, trial())
    context = {"outcome": outcome, "wrong": in_words(outcome.trouble), "outlet": found}
    return render(request, "console/_outlet_trial.html", context)


@needs(Power.COMPANY)
@require_POST
def webhook_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new secret: it is shown once."""
    found = _found(request, pk)
    secret = found.new_secret(by=me(request))
    return _show(request, EndpointForm(by=me(request), instance=found), secret)


@needs(Power.COMPANY)
@require_POST
def webhook_repetitions(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell once more all that failed since then."""
    found = _found(request, pk)
    form = RepetitionForm(request.POST)
    if not found.is_on:
        messages.error(request, _("Switch it on first."))
    elif form.is_valid():
        since = timezone.now() - timedelta(hours=form.cleaned_data["hours"])
        count = found.repeat_failed(since, by=me(request))
        said = ngettext("%(num)s is told once more.", "%(num)s are told once more.", count)
        messages.success(request, said % {"num": count} if count else _("Nothing failed."))
    return redirect(reverse("console:webhook", args=[pk]) + "#log")


@needs(Power.COMPANY)
@require_safe
def webhook_call(request: HttpRequest, pk: int, call_id: int) -> HttpResponse:
    """One call: each try, and what is sent, for who sees the ticket."""
    found, member = _found(request, pk), me(request)
    call = get_object_or_404(found.webhook.calls.prefetch_related("attempts"), pk=call_id)
    may_see = may_read(call, member)
    customer = call.announcement["data"].get("ticket", {}).get("requester") if may_see else None
    if customer:
        AccessRecord.note(
            request, "webhook", by=member, customers=[customer["id"]], subject_id=call.pk
        )
    context = {
        "endpoint": found,
        "call": call,
        "what": happening_in_words(call.happening),
        "ticket": ticket_of(call),
        "wrong": in_words(call.trouble),
        "body": body_of(call) if may_see else "",
    }
    return render(request, "console/webhook_call.html", context)


@needs(Power.COMPANY)
@require_POST
def webhook_repetition(request: HttpRequest, pk: int, call_id: int) -> HttpResponse:
    """Tell once more what stands in the log."""
    found = _found(request, pk)
    call = get_object_or_404(found.webhook.calls, pk=call_id)
    if not found.is_on:
        messages.error(request, _("Switch it on first."))
    elif call.repeat():
        messages.success(request, _("It is told once more."))
    return redirect(reverse("console:webhook", args=[pk]) + "#log")


def _found(request: HttpRequest, pk: int) -> Endpoint:
    found: Endpoint = get_object_or_404(Endpoint.objects.visible_to(me(request)), pk=pk)
    return found


def _show(request: HttpRequest, form: EndpointForm, secret: str = "") -> HttpResponse:
    kept = Endpoint.objects.select_related("webhook").filter(pk=form.instance.pk).first()
    context: dict[str, Any] = {"form": form, "endpoint": kept, "secret": secret}
    if kept:
        context |= _log(request, kept)
        context["trouble"] = in_words(kept.webhook.trouble)
    return render(request, "console/webhook.html", context, status=422 if form.is_bound else 200)


def _log(request: HttpRequest, endpoint: Endpoint) -> dict[str, Any]:
    only_failed = "failed" in request.GET
    rows = endpoint.webhook.calls.order_by("-id").prefetch_related("attempts")
    if only_failed:
        rows = rows.filter(state=CallState.FAILED)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    return {
        "calls": [_line(call) for call in found[:SHOWN]],
        "older": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "only_failed": only_failed,
        "spans": [(1, _("of the last hour")), (24, _("of the last day")),
                  (DAYS * 24, _("of two weeks"))],
    }  # fmt: skip


def _line(call: Call) -> tuple[Call, str, int | None, str]:
    return call, happening_in_words(call.happening), ticket_of(call), in_words(call.trouble)


urlpatterns = [
    path("webhooks/", webhooks, name="webhooks"),
    path("webhooks/new/", webhook_new, name="webhook_new"),
    path("webhooks/<int:pk>/", webhook, name="webhook"),
    path("webhooks/<int:pk>/trial/", webhook_trial, name="webhook_trial"),
    path("webhooks/<int:pk>/secret/", webhook_secret, name="webhook_secret"),
    path("webhooks/<int:pk>/silence/", webhook_silence, name="webhook_silence"),
    path("webhooks/<int:pk>/repetitions/", webhook_repetitions, name="webhook_repetitions"),
    path("webhooks/<int:pk>/told/<int:call_id>/", webhook_call, name="webhook_call"),
    path(
        "webhooks/<int:pk>/told/<int:call_id>/repetition/",
        webhook_repetition,
        name="webhook_repetition",
    ),
]
