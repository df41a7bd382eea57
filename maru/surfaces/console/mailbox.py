"""What went out, or would have: every mail, how far it got, and as the customer reads it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maru.extensions.email.mime import as_bytes
from maru.kit.blobs.answer import locked
from maru.kit.database.counting import count_up_to
from maru.kit.database.keyset import BadCursor, page
from maru.records.channels.delivery import DeliveryQuerySet, DeliveryState
from maru.records.channels.dispatch import send_again
from maru.records.channels.models import Delivery
from maru.records.viruses.holding import held_among
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.models import Message

ORDER = ["-id"]
KEPT_HERE = "mailbox"


@needs(Power.READ)
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the deliveries, newest first; ``?state=`` shows those of one state."""
    seen = Delivery.objects.visible_to(me(request))
    state = request.GET.get("state", "")
    if state not in DeliveryState.values:
        state = ""
    rows = seen.filter(state=state) if state else seen
    rows = rows.select_related("channel__brand", "message__ticket")
    try:
        found = page(rows, ORDER, cursor=request.GET.get("cursor", ""))
    except BadCursor:
        found = page(rows, ORDER)
    AccessRecord.note(request, "list", by=me(request), customers=map(_customer, found.rows))
    here = f"?state={state}"
    context = {
        "state": state,
        "tabs_shown": [("", _("All"), count_up_to(seen)), *_by_state(seen)],
        "rows": found.rows,
        "next_href": f"{here}&cursor={found.next}" if found.next else None,
        "first_href": None if found.is_first else here,
    }
    return render(request, "console/mailbox.html", context)


def _by_state(seen: DeliveryQuerySet) -> list[tuple[str, str, int]]:
    counted = [(s.value, _label(s), count_up_to(seen.filter(state=s))) for s in DeliveryState]
    return [each for each in counted if each[2]]


def _label(state: DeliveryState) -> str:
    """What was kept here left nobody's machine: the tab that holds it too says so."""
    return _("Sent or kept here") if state == DeliveryState.SENT else str(state.label)


@needs(Power.READ)
@require_safe
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as the customer gets it."""
    sent = _delivery(me(request), pk)
    if "held" in request.GET:
        messages.error(request, _("A file of this mail is held back, and so is the whole mail."))
    if "damaged" in request.GET:
        messages.error(request, _("This mail cannot be written as a file: it is damaged."))
    answer = getattr(sent, "message", None)
    AccessRecord.note(
        request,
        "ticket",
        by=me(request),
        customers=[_customer(sent)],
        subject_id=answer.ticket_id if answer else None,
    )
    context = {
        "delivery": sent,
        "mail": sent.content,
        "ticket": answer.ticket if answer else None,
        "is_kept_here": sent.via == KEPT_HERE,
        "may_send": me(request).can(Power.RESCUE) and sent.state in ("failed", "unknown"),
        "eml_href": pass_to(me(request), "console:delivery_eml", sent.pk),
        "may_set_relay": me(request).can(Power.COMPANY),
    }
    return render(request, "console/delivery.html", context)


@needs(Power.RESCUE)
@require_POST
def repetitions(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed or unsure mail once more, under the same Message-ID."""
    if send_again(_delivery(me(request), pk), by=me(request)):
        messages.success(request, _("It is being sent once more."))
    else:
        messages.info(request, _("It was sent, or is being sent already."))
    return redirect("console:delivery", pk)


@by_pass()
@require_safe
def eml(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give the mail as a file that any mail program opens."""
    if not member.can(Power.READ):
        raise Http404
    sent = _delivery(member, pk)
    if sent.content.is_sealed:
        raise Http404
    address = f"{settings.PUBLIC_URL}{reverse('console:delivery', args=[pk])}"
    if held_among(file.sha256 for file in sent.content.files):
        return HttpResponseRedirect(f"{address}?held")
    AccessRecord.note(request, "raw", by=member, customers=[_customer(sent)], subject_id=pk)
    try:
        raw = as_bytes(sent.content, at=sent.created_at)
    except (ValueError, OSError):
        # A page of the desk says so: here no session may be at hand.
        return HttpResponseRedirect(f"{address}?damaged")
    response = locked(HttpResponse(raw, content_type="message/rfc822"))
    response["Content-Disposition"] = content_disposition_header(True, f"mail-{pk}.eml") or ""
    return response


def _delivery(member: Member, pk: int) -> Delivery:
    rows = Delivery.objects.visible_to(member).select_related("channel__brand", "message__ticket")
    return get_object_or_404(rows, pk=pk)


def _customer(sent: Delivery) -> int | None:
    answer: Message | None = getattr(sent, "message", None)
    return answer.ticket.requester_id if answer else None


urlpatterns = [
    path("mailbox/", mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", delivery, name="delivery"),
    path("pass/mail/<str:given>/", eml, name="delivery_eml"),
    path("mailbox/<int:pk>/repetitions/", repetitions, name="delivery_repetitions"),
]
