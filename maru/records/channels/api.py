"""/envelopes (what came in) and /deliveries (what goes out)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.records.channels.api_schemas import (
    DeliveryFilter,
    DeliveryOut,
    Discarding,
    EnvelopeFilter,
    EnvelopeOut,
)
from maru.records.channels.dispatch import send_again
from maru.records.channels.models import Delivery, Envelope
from maru.records.channels.outcomes import outcomes_of
from maru.records.channels.quarantine import discard, power_over, retry
from maru.records.channels.raw import as_it_came, held_at
from maru.records.channels.terms import terms_of
from maru.records.channels.unconfirmed import confirm
from maru.records.customers.models import ContactPoint
from maru.staff.journal.models import AccessRecord
from maru.staff.members.by_pass import files_address
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()


@router.read(
    "/envelopes", Page[EnvelopeOut], scope="tickets:read", summary="List envelopes", fails=(422,)
)
def envelopes(request: HttpRequest, asked: Query[EnvelopeFilter]) -> dict[str, Any]:
    """What came in, the newest first: raw bytes, their state and what became of them."""
    rows = Envelope.objects.visible_to(caller(request)).select_related("channel")
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    page = paged(rows, "-id", paging=asked)
    _tell_more(page["items"])
    return page


@router.read("/envelopes/{id}", EnvelopeOut, scope="tickets:read", summary="Show an envelope")
def envelope(request: HttpRequest, id: Id) -> Envelope:
    """One envelope."""
    return _envelope(caller(request), id)


@router.read(
    "/envelopes/{id}/raw", bytes, scope="tickets:read", summary="The raw bytes of an envelope"
)
def raw(request: HttpRequest, id: Id) -> HttpResponse:
    """The mail exactly as it came. Team leads and above; each reading is recorded.

    With MARU_FILES_HOST: 302 to there.
    """
    member = caller_who_can(request, Power.RESCUE)
    found = _envelope(member, id)
    if held_at(found):
        raise ApiError(
            403, "file_held", _("A file of this mail is held back, and so is the whole mail.")
        )
    if address := files_address(member, "channels:envelope_raw", found.pk):
        return HttpResponseRedirect(address)
    return as_it_came(request, found, member)


@router.write(
    "POST", "/envelopes/{id}/retry", {200: EnvelopeOut},
    scope="tickets:write", summary="Open an envelope once more", fails=(409,),
)  # fmt: skip
def try_again(request: HttpRequest, id: Id) -> Envelope:
    """Team leads and above. 409 when it is neither in quarantine nor discarded."""
    member = caller_who_can(request, Power.RESCUE)
    if not retry(_envelope(member, id), by=member):
        raise ApiError(409, "not_aside", _("This envelope is not set aside (any more)."))
    return _envelope(member, id)


@router.write(
    "POST", "/envelopes/{id}/confirm", {200: EnvelopeOut},
    scope="tickets:write", summary="Let in an unconfirmed envelope", fails=(409,),
)  # fmt: skip
def let_in(request: HttpRequest, id: Id) -> Envelope:
    """Say that it is genuine although nobody confirmed its address, also after it was discarded.

    409 when it does not wait to be confirmed.
    """
    member = caller_who_can(request, Power.CHANGE)
    if not confirm(_envelope(member, id), by=member):
        raise ApiError(409, "not_unconfirmed", _("This envelope does not wait to be confirmed."))
    return _envelope(member, id)


@router.write(
    "POST", "/envelopes/{id}/discard", {200: EnvelopeOut},
    scope="tickets:write", summary="Discard an envelope", fails=(409,),
)  # fmt: skip
def throw_away(request: HttpRequest, id: Id, data: Discarding) -> Envelope:
    """Say that nothing shall become of it. The bytes stay, and a retry undoes it.

    What is unconfirmed by any agent, what is in quarantine by team leads and above.
    """
    member = caller(request)
    found = _envelope(member, id)
    if not member.can(power_over(found)):
        raise PermissionDenied
    if not discard(found, data.reason, by=member):
        raise ApiError(409, "not_quarantined", _("This envelope is not set aside (any more)."))
    return _envelope(member, id)


@router.read(
    "/deliveries", Page[DeliveryOut], scope="tickets:read", summary="List deliveries", fails=(422,)
)
def deliveries(request: HttpRequest, asked: Query[DeliveryFilter]) -> dict[str, Any]:
    """What goes out, the newest first, and how far it got."""
    rows = Delivery.objects.visible_to(caller(request)).select_related("channel")
    if asked.state:
        rows = rows.filter(state=asked.state)
    page = paged(rows, "-id", paging=asked)
    _note_readers(request, page["items"])
    return page


@router.read("/deliveries/{id}", DeliveryOut, scope="tickets:read", summary="Show a delivery")
def delivery(request: HttpRequest, id: Id) -> Delivery:
    """One delivery."""
    seen = Delivery.objects.visible_to(caller(request)).select_related("channel")
    found = get_object_or_404(seen, pk=id)
    _note_readers(request, [found])
    return found


@router.write(
    "POST", "/deliveries/{id}/repeat", {200: DeliveryOut},
    scope="tickets:write", summary="Send a delivery again", fails=(409,),
)  # fmt: skip
def repeat(request: HttpRequest, id: Id) -> Delivery:
    """Under the same Message-ID. 409 when it neither failed nor is unsure."""
    member = caller_who_can(request, Power.RESCUE)
    seen = Delivery.objects.visible_to(member).select_related("channel")
    if not send_again(get_object_or_404(seen, pk=id), by=member):
        raise ApiError(409, "not_failed", _("Only what failed or is unsure can be sent again."))
    return seen.get(pk=id)


def _envelope(member: Member, number: int) -> Envelope:
    seen = Envelope.objects.visible_to(member).select_related("channel")
    found = get_object_or_404(seen, pk=number)
    _tell_more([found])
    return found


def _tell_more(found: list[Envelope]) -> None:
    ids = [envelope.pk for envelope in found]
    outcomes, terms = outcomes_of(ids), terms_of(ids)
    for one in found:
        one.outcome = outcomes.get(one.pk)  # type: ignore[attr-defined]
        one.terms = terms.get(one.pk)  # type: ignore[attr-defined]


def _note_readers(request: HttpRequest, shown: list[Delivery]) -> None:
    addresses = {address for delivery in shown for address in delivery.recipients}
    # The same address may be another brand's customer, of whom nothing was shown.
    brands = {delivery.channel.brand_id for delivery in shown if delivery.channel}
    points = ContactPoint.objects.filter(brand__in=brands, kind="email", value__in=addresses)
    customers = points.values_list("customer_id", flat=True)
    AccessRecord.note(request, "api", by=caller(request), customers=customers)
