"""The mail of an envelope, byte for byte as it came: who may have it, and that they had it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from maru.kit.blobs.answer import as_download
from maru.records.channels.connectors import connector_for
from maru.records.channels.models import Envelope
from maru.records.channels.outcomes import outcomes_of
from maru.records.customers.models import ContactPoint
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.staff.members.roles import Power


@by_pass()
@require_safe
def raw(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give the mail as a download. Team leads and above; each reading is recorded."""
    if not member.can(Power.RESCUE):
        raise Http404
    envelope = get_object_or_404(Envelope.objects.visible_to(member), pk=pk)
    if address := held_at(envelope):
        return HttpResponseRedirect(address)
    return as_it_came(request, envelope, member)


WhyHeld = Callable[[Envelope], str]
_holders: list[WhyHeld] = []


def hold_with(why_held: WhyHeld) -> None:
    """Have an upper app say which mails are given to nobody, by the address that says why."""
    _holders[:] = [why_held]


def held_at(envelope: Envelope) -> str:
    """Return where it is said why nobody gets this mail now, "" when nothing is in the way."""
    return _holders[0](envelope) if _holders else ""


def as_it_came(request: HttpRequest, envelope: Envelope, member: Member) -> HttpResponse:
    """Return the mail of ``envelope``, and write down that ``member``, who may see it, had it."""
    note_reading(request, envelope, member)
    # An unopened mail names no customer yet, so the access ledger alone would not hold it.
    Event.record("envelope.read", envelope, by=member)
    ending, media_type = connector_for(envelope.channel.kind).raw
    return as_download(envelope.sha256, f"envelope-{envelope.pk}.{ending}", media_type)


def note_reading(request: HttpRequest, envelope: Envelope, member: Member) -> None:
    """Enter in the ledger whose words were read: its ticket's customer, and its sender if known."""
    outcome = outcomes_of([envelope.pk]).get(envelope.pk)
    sender = str(envelope.transport.get("mail_from", "")).lower()
    # Of this brand: the same address may be another one's customer, who was not read.
    points = ContactPoint.objects.filter(
        brand=envelope.channel.brand_id, kind="email", value=sender
    )
    known = points.values_list("customer_id", flat=True)
    customers = {outcome.customer if outcome else None, *known}
    AccessRecord.note(request, "raw", by=member, customers=customers, subject_id=envelope.pk)
