"""Files of messages: always a download, never a page; pictures only as we draw them (S7)."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from maru.kit.blobs import store
from maru.kit.blobs.answer import as_download, locked
from maru.kit.http import NotFetched, fetch
from maru.kit.pictures import Picture, Unshowable, redraw
from maru.records.channels.models import Envelope
from maru.staff.journal.models import AccessRecord
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.support.tickets.files import MAX_PICTURE, PICTURES, served_type
from maru.support.tickets.holding import first_held
from maru.support.tickets.hung_file import HungFile, file_with
from maru.support.tickets.models import Message, PendingFile, Ticket

THUMB, LARGEST = 240, 1600  # pixels of the longer side


@by_pass()
@require_safe
def attachment(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Give a file as a download. One that is held back leads to the page that says why."""
    file = file_of(member, key)
    if file.is_held:
        return HttpResponseRedirect(why_held(file))
    note_reading(request, "file", file, member)
    return as_download(file.sha256, file.name, served_type(file.content_type))


@by_pass()
@require_safe
def thumbnail(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture drawn anew, small."""
    return drawn(file_of(member, key), THUMB)


@by_pass()
@require_safe
def picture(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture drawn anew, as large as a screen."""
    file = file_of(member, key)
    if file.is_held:
        raise Http404
    shown = drawn(file, LARGEST)
    note_reading(request, "file", file, member)
    return shown


@by_pass(framed=True)
@require_safe
def inside(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture that came with a mail, drawn anew, in the mail's frame."""
    return drawn(file_of(member, key), LARGEST)


@by_pass()
@require_safe
def begun_picture(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture within what a member is writing, or what is to leave later, drawn anew."""
    seen = Ticket.objects.visible_to(member)
    is_mine = Q(member=member) & (Q(draft__ticket__in=seen) | Q(draft=None, scheduled=None))
    begun = PendingFile.objects.filter(is_mine | Q(scheduled__ticket__in=seen), is_inline=True)
    file = get_object_or_404(begun, key=key)
    return redrawn(file.sha256, LARGEST)


@by_pass(framed=True)
@require_safe
def outside(request: HttpRequest, member: Member, what: tuple[int, str]) -> HttpResponse:
    """Fetch a picture from outside for a member who asked to see it, and draw it anew (S9)."""
    pk, address = what
    get_object_or_404(Message.objects.visible_to(member), pk=pk)
    return fetched(address)


def fetched(address: str) -> HttpResponse:
    """Show a picture from outside drawn anew. Raises Http404 for what is none, or not to be had."""
    try:
        return _shown(redraw(fetch(address).body, longest=LARGEST))
    except (NotFetched, Unshowable):
        raise Http404 from None


def why_held(file: HungFile) -> str:
    """Return the address that says it: a page of the desk, for here no session may be at hand."""
    return str(settings.PUBLIC_URL) + reverse("desk:held_file", args=[file.key])


def why_mail_held(envelope: Envelope) -> str:
    """Return where it is said why a mail as it came is held back, "" when it is not."""
    file = first_held(envelope)
    return why_held(file) if file else ""


def note_reading(request: HttpRequest, what: str, file: HungFile, member: Member) -> None:
    AccessRecord.note(
        request, what, by=member, subject_id=file.ticket.pk, customers=file.read_of
    )  # fmt: skip


def file_of(member: Member, key: str) -> HungFile:
    """Return the file that ``member`` may see, wherever it hangs. Raises Http404."""
    if (file := file_with(key, member)) is None:
        raise Http404
    return file


def drawn(file: HungFile, longest: int) -> HttpResponse:
    """Show a file's picture drawn anew. Raises Http404 for what is none, or carries a virus."""
    # What is not checked yet may be drawn: nothing of it but pixels reaches anybody.
    if file.content_type not in PICTURES or file.size > MAX_PICTURE or file.is_infected:
        raise Http404
    return redrawn(file.sha256, longest)


def redrawn(sha256: str, longest: int) -> HttpResponse:
    try:
        with store().open(sha256) as source:
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
