"""A message as it came: its own HTML behind glass, its headers, its raw bytes."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs, signed_in
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.mail_body import Source, body
from maru.support.tickets.models import Message
from maru.support.tickets.tokens import new_pass
from maru.support.tickets.views.asking import member_of, message_of
from maru.support.tickets.views.files import send_blob

# An origin of its own, whatever asks for this address: no scripts, no forms, and
# nothing is loaded but our stylesheet and pictures that we drew.
FRAME_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "img-src 'self' data:; style-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


@signed_in
@require_safe
def html(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Show the mail's own HTML; ?pictures=1 also its pictures from outside, by our proxy."""
    message, member = message_of(request, number, pk), member_of(request)
    if not message.html:
        raise Http404
    _note(request, "ticket", message)
    shown = body(
        message.html,
        inline=_inline_pictures(message, member),
        remote=partial(_remote_picture, message, member)
        if "pictures" in request.GET
        else lambda address: None,
    )
    response = render(request, "tickets/mail_frame.html", {"shown": shown, "message": message})
    response["Content-Security-Policy"] = FRAME_POLICY
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _inline_pictures(message: Message, member: Member) -> Source:
    files = {a.content_id: a for a in message.attachments.all() if a.content_id}

    def address(content_id: str) -> str | None:
        file = files.get(content_id)
        if file is None:
            return None
        place = reverse("tickets:picture", args=[message.ticket_id, file.key])
        return f"{place}?pass={new_pass(member, 'picture', file.key)}"

    return address


def _remote_picture(message: Message, member: Member, address: str) -> str | None:
    if not address.startswith(("http://", "https://")):
        return None
    place = reverse("tickets:image", args=[message.ticket_id, message.pk])
    return f"{place}?pass={new_pass(member, 'image', [message.pk, address])}"


@signed_in
@require_safe
def headers(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    message = message_of(request, number, pk)
    _note(request, "ticket", message)
    return render(request, "tickets/_headers.html", {"message": message})


@needs(Power.RESCUE)
@require_safe
def raw(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Give the mail byte for byte as it came in."""
    message = message_of(request, number, pk)
    if message.envelope is None:
        raise Http404
    _note(request, "raw", message)
    return send_blob(
        message.envelope.sha256, f"{message.ticket_id}-{message.pk}.eml", "application/octet-stream"
    )


def _note(request: HttpRequest, what: str, message: Message) -> None:
    AccessRecord.note(
        request, what, by=member_of(request), subject_id=message.ticket_id,
        customers=[message.customer_id, message.ticket.requester_id],
    )  # fmt: skip
