"""Files of messages: always a download, never a page; pictures only as we draw them (S7)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from maru.kit.blobs import store
from maru.kit.http import NotFetched, fetch
from maru.kit.pictures import Picture, Unshowable, redraw
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import open_to_all, signed_in
from maru.staff.members.models import Member
from maru.support.tickets.files import PICTURES, served_type
from maru.support.tickets.models import Attachment, Message
from maru.support.tickets.tokens import read_pass
from maru.support.tickets.views.asking import member_of

POLICY = "sandbox; default-src 'none'"
THUMB, LARGEST = 240, 1600  # pixels of the longer side
MAX_PICTURE = 30_000_000  # bytes read into memory to be drawn


@signed_in
@require_safe
def file(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Give a file as a download."""
    member = member_of(request)
    attachment = _attachment(member, number, key)
    message = attachment.message
    AccessRecord.note(
        request, "file", by=member, subject_id=number,
        customers=[message.customer_id, message.ticket.requester_id],
    )  # fmt: skip
    return send_blob(attachment.sha256, attachment.name, served_type(attachment.content_type))


@open_to_all("A sandboxed frame has no cookies: its address carries a signed pass of a member.")
@require_safe
def picture(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Show a picture drawn anew, to who may see its message or has a pass; ?thumb=1 smaller."""
    member = _asker(request, "picture", key)
    attachment = _attachment(member, number, key)
    if attachment.content_type not in PICTURES or attachment.size > MAX_PICTURE:
        raise Http404
    longest = THUMB if "thumb" in request.GET else LARGEST
    try:
        with store().open(attachment.sha256) as source:
            return _shown(redraw(source, longest=longest))
    except (Unshowable, OSError):
        raise Http404 from None


@open_to_all("A sandboxed frame has no cookies: its address carries a signed pass of a member.")
@require_safe
def image(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Fetch a picture from outside for a member who asked to see it, and draw it anew (S9)."""
    given = read_pass(request.GET.get("pass", ""), "image")
    if given is None or given[1][0] != pk:
        raise Http404
    member, (_message, address) = given
    get_object_or_404(Message.objects.visible_to(member), pk=pk, ticket_id=number)
    try:
        return _shown(redraw(fetch(address).body, longest=LARGEST))
    except (NotFetched, Unshowable):
        raise Http404 from None


def send_blob(sha256: str, name: str, content_type: str) -> HttpResponse:
    """Answer with a stored file; the front sends the bytes, outside the page threads.

    Raises Http404 when the file is gone from the disk.
    """
    if not store().has(sha256):
        raise Http404
    response = HttpResponse(content_type=content_type)
    response["X-Maru-Send-File"] = str(store().path(sha256))
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return _locked(response)


def _attachment(member: Member, number: int, key: str) -> Attachment:
    rows = Attachment.objects.visible_to(member).select_related("message__ticket")
    return get_object_or_404(rows, key=key, message__ticket_id=number)


def _asker(request: HttpRequest, purpose: str, what: str) -> Member:
    if isinstance(request.user, Member) and request.user.is_active:
        return request.user
    given = read_pass(request.GET.get("pass", ""), purpose)
    if given is None or given[1] != what:
        raise Http404
    return given[0]


def _shown(picture: Picture) -> HttpResponse:
    response = HttpResponse(picture.data, content_type=picture.content_type)
    response["Content-Disposition"] = "inline"
    response = _locked(response)
    # The frame that asks has an origin of its own; the picture holds nothing but pixels.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "private, max-age=3600, immutable"
    return response


def _locked(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response
