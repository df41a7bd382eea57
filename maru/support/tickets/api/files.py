"""/files takes files in ahead of their message; /attachments gives them out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from ninja import File, Status, UploadedFile

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Line
from maru.kit.api.routes import Routes
from maru.kit.blobs.answer import as_download
from maru.records.viruses.uploading import Infected, check_uploads
from maru.staff.members.by_pass import files_address
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.message_schemas import AttachmentOut, FileOut
from maru.support.tickets.files import served_type
from maru.support.tickets.forms import infected_words
from maru.support.tickets.hung_file import HungFile
from maru.support.tickets.models import PendingFile
from maru.support.tickets.views.files import file_of, note_reading
from maru.support.tickets.wording import scan_words

router = Routes()


def _scan(request: HttpRequest) -> None:
    try:
        check_uploads(file for name in request.FILES for file in request.FILES.getlist(name))
    except Infected as found:
        raise ApiError(422, "infected_file", infected_words(found)) from None


@router.write(
    "POST", "/files", {201: FileOut},
    scope="tickets:write", summary="Upload a file", fails=(400, 413, 507), before=_scan,
)  # fmt: skip
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[PendingFile]:
    """Give its key in «attachments» of a message or a new ticket within a day.

    422 «infected_file» when the virus scanner finds a virus in it.
    """
    return Status(201, PendingFile.keep(file, by=caller_who_can(request, Power.NOTE)))


@router.read(
    "/attachments/{key}", bytes, scope="tickets:read", summary="The bytes of an attachment"
)
def download(request: HttpRequest, key: Line, held: bool = False) -> HttpResponse:
    """Of a message, or of what is said in a side conversation. Always offered for download, never
    shown as a page. With MARU_FILES_HOST: 302 to there.

    403 «file_held» for a file that is held back (scan.held). Administrators get it with
    «held=true», which is entered in the access ledger.
    """
    member = caller(request)
    file = file_of(member, key)
    if file.is_held:
        return _held(request, file, member, is_meant=held)
    if address := files_address(member, "tickets:attachment", key):
        return HttpResponseRedirect(address)
    note_reading(request, "file", file, member)
    return as_download(file.sha256, file.name, served_type(file.content_type))


@router.write(
    "POST", "/attachments/{key}/release", {200: AttachmentOut},
    scope="tickets:write", summary="Release a file that is held back",
)  # fmt: skip
def release(request: HttpRequest, key: Line) -> HungFile:
    """Administrators alone. Its bytes are free wherever they hang. Twice changes nothing."""
    member = caller(request)
    file_of(member, key).release(by=member)
    return file_of(member, key)


@router.write(
    "DELETE", "/attachments/{key}/release", {200: AttachmentOut},
    scope="tickets:write", summary="Hold a released file back again",
)  # fmt: skip
def hold(request: HttpRequest, key: Line) -> HungFile:
    """Administrators alone. A file that was never checked is checked then."""
    member = caller(request)
    file_of(member, key).hold(by=member)
    return file_of(member, key)


def _held(request: HttpRequest, file: HungFile, member: Member, *, is_meant: bool) -> HttpResponse:
    if not is_meant or not member.can(Power.COMPANY):
        words = _("This file is held back and given to nobody. %(why)s.")
        raise ApiError(403, "file_held", words % {"why": scan_words(file)})
    if address := files_address(member, "desk:held_bytes", file.key):
        return HttpResponseRedirect(address)
    note_reading(request, "held_file", file, member)
    return as_download(file.sha256, file.name, "application/octet-stream")
