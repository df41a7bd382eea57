"""What was set aside: why, what it is, and what a person does about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.blobs import store
from maru.kit.database.counting import count_up_to
from maru.kit.database.keyset import BadCursor, page
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.records.channels.quarantine import discard, power_over, restore, retry, why_discarded
from maru.records.channels.raw import note_reading
from maru.records.channels.reasons import measure_in_words, reason_in_words
from maru.records.channels.unconfirmed import EXPIRED, UNPROVED, confirm
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.models import Message
from maru.surfaces.console.raw_head import readable_head
from maru.surfaces.console.unconfirmed import sent_by_form

TABS = [
    (EnvelopeState.QUARANTINED, gettext_lazy("In quarantine")),
    (EnvelopeState.UNCONFIRMED, gettext_lazy("Unconfirmed")),
    (EnvelopeState.DISCARDED, gettext_lazy("Discarded")),
]
ORDER = ["-id"]


class DiscardForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why discard it?"),
        help_text=gettext_lazy("Your colleagues see it. The mail itself is kept."),
        max_length=500,
    )

    def __init__(self, kept: Envelope, data: Any = None) -> None:
        super().__init__(data)
        if hasattr(kept, "submission"):
            self.fields["reason"].help_text = (
                _("Your colleagues see it. What was written is erased 30 days after the link ran "
                  "out.")
                if kept.reason in UNPROVED
                else _("Your colleagues see it. It was confirmed or let in, so what was written is "
                       "kept like mail.")
            )  # fmt: skip


@needs(Power.READ)
@require_safe
def quarantine(request: HttpRequest) -> HttpResponse:
    """List what is set aside, or was discarded."""
    states = {str(state) for state, _label in TABS}
    state = request.GET.get("state", EnvelopeState.QUARANTINED)
    if state not in states:
        state = EnvelopeState.QUARANTINED
    seen = Envelope.objects.visible_to(me(request))
    rows = seen.filter(state=state).select_related("channel__brand", "submission")
    try:
        found = page(rows, ORDER, cursor=request.GET.get("cursor", ""))
    except BadCursor:
        found = page(rows, ORDER)
    here = f"?state={state}"
    context = {
        "state": state,
        "tabs_shown": [(s, label, count_up_to(seen.filter(state=s))) for s, label in TABS],
        "rows": [
            (envelope, reason_in_words(envelope.reason), sent_by_form(envelope))
            for envelope in found.rows
        ],
        "next_href": f"{here}&cursor={found.next}" if found.next else None,
        "first_href": None if found.is_first else here,
    }
    return render(request, "console/quarantine.html", context)


@needs(Power.READ)
@require_safe
def envelope(request: HttpRequest, pk: int) -> HttpResponse:
    kept = _envelope(request, pk)
    return _shown(request, kept, DiscardForm(kept))


@needs(Power.RESCUE)
@require_POST
def retries(request: HttpRequest, pk: int) -> HttpResponse:
    if retry(_envelope(request, pk), by=me(request)):
        messages.success(request, _("It is being opened once more."))
    else:
        messages.info(request, _("It is not in quarantine any more."))
    return redirect("console:envelope", pk)


@needs(Power.CHANGE)
@require_POST
def confirmations(request: HttpRequest, pk: int) -> HttpResponse:
    """Let in what nobody confirmed: a colleague says that it is genuine."""
    if confirm(_decidable(request, pk), by=me(request)):
        messages.success(request, _("It is being opened as a ticket."))
    else:
        messages.info(request, _("It does not wait any more."))
    return redirect("console:envelope", pk)


@needs(Power.CHANGE, Power.RESCUE)
@require_http_methods(["POST", "DELETE"])
def discarding(request: HttpRequest, pk: int) -> HttpResponse:
    """POST: nothing shall become of it. DELETE: back to where it lay."""
    kept = _decidable(request, pk)
    if request.method == "DELETE":
        if restore(kept, by=me(request)):
            messages.success(request, _("It lies where it lay before."))
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    form = DiscardForm(kept, request.POST)
    if not form.is_valid():
        return _shown(request, kept, form, status=422)
    if discard(kept, form.cleaned_data["reason"], by=me(request)):
        messages.success(request, _("Discarded. You find it under “Discarded” and can undo it."))
    else:
        messages.info(request, _("It does not wait any more."))
    return redirect(reverse("console:quarantine") + f"?state={kept.state}")


def _shown(
    request: HttpRequest, kept: Envelope, form: DiscardForm, *, status: int = 200
) -> HttpResponse:
    note_reading(request, kept, me(request))
    messages_of = Message.objects.visible_to(me(request)).select_related("ticket")
    context = {
        "envelope": kept,
        "reason": reason_in_words(kept.reason),
        "measure": measure_in_words(kept.reason, kept.detail),
        "head": readable_head(store(), kept.sha256),
        "form": form,
        "discarded": why_discarded(kept) if kept.state == EnvelopeState.DISCARDED else None,
        "message": messages_of.filter(envelope=kept).first(),
        "letter": sent_by_form(kept),
        "is_unproved": kept.state == EnvelopeState.UNCONFIRMED or kept.reason in UNPROVED,
        "is_expired": kept.reason == EXPIRED,
        "may_act": me(request).can(power_over(kept)),
        "may_rescue": me(request).can(Power.RESCUE),
        "raw_href": pass_to(me(request), "channels:envelope_raw", kept.pk),
    }
    return render(request, "console/envelope.html", context, status=status)


def _envelope(request: HttpRequest, pk: int) -> Envelope:
    seen = Envelope.objects.visible_to(me(request))
    return get_object_or_404(seen.select_related("channel__brand", "submission"), pk=pk)


def _decidable(request: HttpRequest, pk: int) -> Envelope:
    kept = _envelope(request, pk)
    if not me(request).can(power_over(kept)):
        raise Http404
    return kept


def in_quarantine(request: HttpRequest) -> int:
    """Return how much is in quarantine that the member may see, up to 100.

    Every page asks: whether there is any at all is asked first, which costs a quarter of it.
    """
    kept = Envelope.objects.filter(state=EnvelopeState.QUARANTINED)
    if not isinstance(request.user, Member) or not kept.exists():
        return 0
    return count_up_to(kept.visible_to(request.user), 99)


urlpatterns = [
    path("quarantine/", quarantine, name="quarantine"),
    path("quarantine/<int:pk>/", envelope, name="envelope"),
    path("quarantine/<int:pk>/retries/", retries, name="envelope_retries"),
    path("quarantine/<int:pk>/confirmations/", confirmations, name="envelope_confirmations"),
    path("quarantine/<int:pk>/discarding/", discarding, name="envelope_discarding"),
]
