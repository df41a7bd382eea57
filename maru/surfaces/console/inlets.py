"""Secret addresses at which programs hand something over, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.webhooks.arrival import ArrivalState, trouble_in_words
from maru.extensions.webhooks.asking import Asked, asked, parsed
from maru.extensions.webhooks.inlet_form import LINES, OF, InletForm
from maru.extensions.webhooks.mapping import Unmapped
from maru.extensions.webhooks.models import Inlet
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.choices import Kind, Priority
from maru.support.tickets.models import Ticket

SHOWN = 30  # arrivals of a page of the log


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def inlet_new(request: HttpRequest) -> HttpResponse:
    form = InletForm(request.POST or None, by=me(request))
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            return _show(request, form, tried=_tried(form))
        saved = form.save_by(me(request))
        messages.success(request, _("It is there."))
        shown = InletForm(by=me(request), instance=saved)
        return _show(request, shown, address=form.new_address, secret=form.new_secret)
    return _show(request, form)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST", "DELETE"])
def inlet(request: HttpRequest, pk: int) -> HttpResponse:
    """POST saves or tries, DELETE forgets it with its log."""
    found = _found(request, pk)
    if request.method == "DELETE":
        found.remove(by=me(request))
        messages.success(request, _("Its address is good no more."))
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("console:webhooks")})
    form = InletForm(request.POST or None, by=me(request), instance=found)
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            return _show(request, form, tried=_tried(form))
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        if form.new_secret:
            shown = InletForm(by=me(request), instance=_found(request, pk))
            return _show(request, shown, secret=form.new_secret)
        return redirect("console:inlet", pk)
    return _show(request, form)


@needs(Power.COMPANY)
@require_POST
def inlet_silence(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch it off, or on again."""
    on = "undo" in request.POST
    _found(request, pk).switch(on, by=me(request))
    messages.success(request, _("It is on.") if on else _("It is off."))
    return redirect("console:inlet", pk)


@needs(Power.COMPANY)
@require_POST
def inlet_renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new address, or a new secret: it is shown once."""
    found = _found(request, pk)
    what = "secret" if "secret" in request.POST else "address"
    made = found.renew(what, by=me(request))
    form = InletForm(by=me(request), instance=_found(request, pk))
    return _show(request, form, **{what: made})


@needs(Power.COMPANY)
@require_safe
def arrival(request: HttpRequest, pk: int, arrival_id: int) -> HttpResponse:
    """One thing that came: what it was, and what became of it."""
    found = _found(request, pk)
    row = get_object_or_404(found.arrivals, pk=arrival_id)
    may_read, member = row.may_be_read(me(request)), me(request)
    if may_read and row.ticket:
        customers = Ticket.objects.filter(pk=row.ticket).values_list("requester", flat=True)
        AccessRecord.note(request, "inlet", by=member, customers=customers, subject_id=row.pk)
    context = {"inlet": found, "arrival": row, "may_read": may_read, "body": row.readable_body}
    return render(request, "console/arrival.html", context)


@needs(Power.COMPANY)
@require_POST
def arrival_repetition(request: HttpRequest, pk: int, arrival_id: int) -> HttpResponse:
    """Work it off once more."""
    row = get_object_or_404(_found(request, pk).arrivals, pk=arrival_id)
    if row.repeat(by=me(request)):
        messages.success(request, _("It is worked off once more."))
    else:
        messages.error(request, _("It waits, is done, or has come again since."))
    return redirect("console:arrival", pk, arrival_id)


def _tried(form: InletForm) -> dict[str, Any]:
    try:
        told = parsed(form.cleaned_data["example"])
        return {"lines": _lines(asked(form.as_inlet(), told), form.cleaned_data["does"])}
    except Unmapped as why:
        return {"wrong": trouble_in_words(why.code, why.detail)}


def _lines(what: Asked, does: str) -> list[tuple[str, str]]:
    said = {
        "priority": str(Priority(what.priority).label) if what.priority else "",
        "kind": str(Kind(what.kind).label) if what.kind else "",
        "tags": ", ".join(what.tags),
        "customer_name": what.name,
    }
    names = [name for name in LINES if name in OF[does] and name != "ident"]  # type: ignore[index]
    values = {name: said.get(name) or str(getattr(what, name, "") or "") for name in names}
    lines = [(str(LINES[name]), value) for name, value in values.items()]
    lines += [(key, str(value)) for key, value in what.fields.items()]
    return [(label, value[:500]) for label, value in lines if value]


def _found(request: HttpRequest, pk: int) -> Inlet:
    found: Inlet = get_object_or_404(Inlet.objects.visible_to(me(request)), pk=pk)
    return found


def _show(request: HttpRequest, form: InletForm, **more: Any) -> HttpResponse:
    kept = Inlet.objects.select_related("member").filter(pk=form.instance.pk).first()
    once: dict[str, Any] = {"address": "", "secret": "", "tried": None}
    context: dict[str, Any] = {"form": form, "inlet": kept, **once, **more}
    if kept:
        context |= _log(request, kept)
    is_wrong = form.is_bound and "tried" not in more
    return render(request, "console/inlet.html", context, status=422 if is_wrong else 200)


def _log(request: HttpRequest, inlet: Inlet) -> dict[str, Any]:
    only_failed = "failed" in request.GET
    rows = inlet.arrivals.defer("body").order_by("-id")
    if only_failed:
        rows = rows.filter(state__in=[ArrivalState.FAILED, ArrivalState.REFUSED])
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    older = found[SHOWN - 1].pk if len(found) > SHOWN else None
    return {"arrivals": found[:SHOWN], "older": older, "only_failed": only_failed}


urlpatterns = [
    path("inlets/new/", inlet_new, name="inlet_new"),
    path("inlets/<int:pk>/", inlet, name="inlet"),
    path("inlets/<int:pk>/silence/", inlet_silence, name="inlet_silence"),
    path("inlets/<int:pk>/renewal/", inlet_renewal, name="inlet_renewal"),
    path("inlets/<int:pk>/arrivals/<int:arrival_id>/", arrival, name="arrival"),
    path(
        "inlets/<int:pk>/arrivals/<int:arrival_id>/repetition/",
        arrival_repetition,
        name="arrival_repetition",
    ),
]
