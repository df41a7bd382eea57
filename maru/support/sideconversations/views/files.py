"""Files of side messages: always a download, never a page; pictures only as we draw them (S7)."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maru.kit.blobs.answer import as_download
from maru.records.viruses.uploading import Infected, check_uploads
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.support.sideconversations.models import SideFile
from maru.support.tickets.files import (
    MAX_BYTES,
    NoPicture,
    keep,
    must_be_shown,
    served_type,
)
from maru.support.tickets.forms import infected_words
from maru.support.tickets.models import PendingFile
from maru.support.tickets.views.asking import member_of
from maru.support.tickets.views.files import LARGEST, THUMB, drawn, redrawn


@by_pass()
@require_safe
def file(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Give a file as a download. One that is held back does not exist for anybody."""
    found = _file(member, key)
    if found.is_held:
        raise Http404
    ticket = found.message.conversation.ticket
    AccessRecord.note(
        request, "file", by=member, subject_id=ticket.pk, customers=[ticket.requester_id]
    )
    return as_download(found.sha256, found.name, served_type(found.content_type))


@by_pass()
@require_safe
def thumbnail(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture drawn anew, small."""
    return drawn(_file(member, key), THUMB)


@by_pass()
@require_safe
def inside(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture within what a member wrote, drawn anew."""
    return drawn(_file(member, key), LARGEST)


@by_pass()
@require_safe
def begun(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """Show a picture within what a member is writing, drawn anew."""
    mine = PendingFile.objects.filter(member=member, is_inline=True, draft=None)
    return redrawn(get_object_or_404(mine, key=key).sha256, LARGEST)


@needs(Power.NOTE)
@require_POST
def pictures(request: HttpRequest) -> JsonResponse:
    """Take a picture that stands within what is being written, ahead of its message."""
    member, upload = member_of(request), request.FILES.get("picture")
    if upload is None or upload.size is None or upload.size > MAX_BYTES:
        return _refused(_("This picture is too large for a mail."))
    try:
        check_uploads([upload])
        with transaction.atomic():
            [new] = keep([upload])
            must_be_shown(new)
            picture = PendingFile.objects.create(
                member=member, is_inline=True, name=new.name, content_type=new.content_type,
                size=new.size, sha256=new.sha256,
            )  # fmt: skip
    except Infected as found:
        return _refused(infected_words(found))
    except NoPicture:
        return _refused(_("This picture cannot be shown. Attach it as a file."))
    except OSError:
        return _refused(_("The files could not be kept: the disk is full or broken."), status=507)
    address = pass_to(member, "sideconversations:begun", picture.key)
    return JsonResponse({"key": picture.key, "address": address}, status=201)


def _refused(words: str, *, status: int = 422) -> JsonResponse:
    return JsonResponse({"message": words}, status=status)


def _file(member: Member, key: str) -> SideFile:
    rows = SideFile.objects.visible_to(member).select_related("message__conversation__ticket")
    return get_object_or_404(rows, key=key)
