"""A picture that stands within what is being written comes ahead of its message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from maru.records.viruses.uploading import Infected, check_uploads
from maru.staff.members.passes import pass_to
from maru.support.tickets.files import MAX_BYTES, NoPicture
from maru.support.tickets.forms import infected_words
from maru.support.tickets.models import PendingFile
from maru.support.tickets.views.asking import member_of


def picture_ahead(
    request: HttpRequest, keep: Callable[[UploadedFile[Any]], PendingFile]
) -> JsonResponse:
    """Take the picture of ``request`` as ``keep`` does, and say where it is shown, or why not."""
    upload = request.FILES.get("picture")
    if upload is None or upload.size is None or upload.size > MAX_BYTES:
        return _refused(_("This picture is too large for a mail."))
    try:
        check_uploads([upload])
        with transaction.atomic():
            picture = keep(upload)
    except Infected as found:
        return _refused(infected_words(found))
    except NoPicture:
        return _refused(_("This picture cannot be shown. Attach it as a file."))
    except OSError:
        return _refused(_("The files could not be kept: the disk is full or broken."), status=507)
    address = pass_to(member_of(request), "tickets:begun_picture", picture.key)
    return JsonResponse({"key": picture.key, "address": address}, status=201)


def _refused(words: str, *, status: int = 422) -> JsonResponse:
    return JsonResponse({"message": words}, status=status)
