"""Files of messages: always a download, never a page; pictures only as we draw them (S7)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from maru.kit.blobs import store
from maru.kit.blobs.answer import as_download, locked
from maru.kit.http import NotFetched, fetch
from maru.kit.pictures import Picture, Unshowable, redraw
from maru.staff.journal.models import AccessRecord
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.support.tickets.files import PICTURES, served_type
from maru.support.tickets.models import Attachment, Message

THUMB, LARGEST = 240, 1600  # pixels of the longer side
MAX_PICTURE = 30_000_000  # bytes read into memory to be drawn


@by_pass()
@require_safe
def attachment(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Give a file as a download."""
    file = _attachment(member, key)
    message = file.message
    AccessRecord.note(
        request, "file", by=member, subject_id=message.ticket_id,
        customers=[message.customer_id, message.ticket.requester_id],
    )  # fmt: skip
    return as_download(file.sha256, file.name, served_type(file.content_type))


@by_pass()
@require_safe
def thumbnail(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture drawn anew, small."""
    return _drawn(_attachment(member, key), THUMB)


@by_pass(framed=True)
@require_safe
def inside(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture that came with a mail, drawn anew, in the mail's frame."""
    return _drawn(_attachment(member, key), LARGEST)


@by_pass(framed=True)
@require_safe
def outside(request: HttpRequest, member: Member, what: tuple[int, str]) -> HttpResponse:
    """Fetch a picture from outside for a member who asked to see it, and draw it anew (S9)."""
    pk, address = what
    get_object_or_404(Message.objects.visible_to(member), pk=pk)
    try:
        return _shown(redraw(fetch(address).body, longest=LARGEST))
    except (NotFetched, Unshowable):
        raise Http404 from None


def _attachment(member: Member, key: str) -> Attachment:
    rows = Attachment.objects.visible_to(member).select_related("message__ticket")
    return get_object_or_404(rows, key=key)


def _drawn(file: Attachment, longest: int) -> HttpResponse:
    if file.content_type not in PICTURES or file.size > MAX_PICTURE:
        raise Http404
    try:
        with store().open(file.sha256) as source:
            return _shown(redraw(source, longest=longest))
    except (Unshowable, OSError):
        raise Http404 from None


def _shown(picture: Picture) -> HttpResponse:
    response = HttpResponse(picture.data, content_type=picture.content_type)
    response["Content-Disposition"] = "inline"
    response = locked(response)
    # The frame that asks has an origin of its own; the picture holds nothing but pixels.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response
