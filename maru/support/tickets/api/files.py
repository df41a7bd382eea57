"""/files takes files in ahead of their message; /attachments gives them out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from ninja import File, Status, UploadedFile

from maru.kit.api.fields import Line
from maru.kit.api.routes import Routes
from maru.kit.blobs.answer import as_download
from maru.staff.journal.models import AccessRecord
from maru.staff.members.by_pass import files_address
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.tickets.api.message_schemas import FileOut
from maru.support.tickets.files import served_type
from maru.support.tickets.models import Attachment, PendingFile

router = Routes()


@router.write(
    "POST", "/files", {201: FileOut},
    scope="tickets:write", summary="Upload a file", fails=(400, 413, 507),
)  # fmt: skip
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[PendingFile]:
    """Give its key in «attachments» of a message or a new ticket within a day."""
    return Status(201, PendingFile.keep(file, by=caller_who_can(request, Power.NOTE)))


@router.read(
    "/attachments/{key}", bytes, scope="tickets:read", summary="The bytes of an attachment"
)
def download(request: HttpRequest, key: Line) -> HttpResponse:
    """Always offered for download, never shown as a page. With MARU_FILES_HOST: 302 to there."""
    member = caller(request)
    seen = Attachment.objects.visible_to(member).select_related("message__ticket")
    file = get_object_or_404(seen, key=key)
    if address := files_address(member, "tickets:attachment", key):
        return HttpResponseRedirect(address)
    AccessRecord.note(
        request, "file", by=member,
        customers=[file.message.ticket.requester_id], subject_id=file.pk,
    )  # fmt: skip
    return as_download(file.sha256, file.name, served_type(file.content_type))
