from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from maru.kit.written import TooHeavy, Written
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.support.tickets.along import along
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.forms import MAX_HTML, MAX_TEXT, mode_among, written
from maru.support.tickets.models import Draft, PendingFile
from maru.support.tickets.views.ahead import picture_ahead
from maru.support.tickets.views.asking import member_of, said, ticket_of

THEN = {Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED}
DIRECTIONS = {"reply": Direction.TO_CUSTOMER, "note": Direction.INTERNAL}


def then_in(fields: QueryDict) -> str:
    """Return the status that was chosen for afterwards, "" for none."""
    then = fields.get("then", "")
    return then if then in THEN else ""


def written_in(fields: QueryDict) -> Written:
    """Return what is being written; at least its words, where its form cannot be kept."""
    text = fields.get("text", "")[:MAX_TEXT].replace("\r\n", "\n")
    html = fields.get("html", "")
    try:
        return written(text, html if len(html) <= MAX_HTML else "")
    except TooHeavy:
        return Written(text)


@needs(Power.NOTE)
@require_http_methods(["PUT", "POST", "DELETE"])
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """PUT keeps what is being written, DELETE forgets it."""
    ticket, fields = ticket_of(request, number), said(request)
    words = Written("") if request.method == "DELETE" else written_in(fields)
    direction = DIRECTIONS.get(mode_among(fields.getlist("mode")), Direction.TO_CUSTOMER)
    member = member_of(request)
    kept = None if request.method == "DELETE" else along(ticket, member, fields).kept
    Draft.keep(ticket, member, words, direction, then=then_in(fields), along=kept)
    # What shows it goes; 204 would leave the page as it is.
    return HttpResponse() if "shown" in request.GET else HttpResponse(status=204)


@needs(Power.NOTE)
@require_http_methods(["DELETE"])
def file(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Take a file off what one is writing; 404 for one that is not there."""
    drafts = ticket_of(request, number).drafts.filter(member=member_of(request))
    get_object_or_404(PendingFile, draft__in=drafts, key=key).delete()
    return HttpResponse()


@needs(Power.NOTE)
@require_http_methods(["POST"])
def pictures(request: HttpRequest, number: int) -> JsonResponse:
    """Take a picture that stands within what is being written, ahead of its message."""
    ticket, member = ticket_of(request, number), member_of(request)

    def keep(upload: UploadedFile[Any]) -> PendingFile:
        mode = DIRECTIONS.get(request.POST.get("mode", ""), Direction.TO_CUSTOMER)
        begun, _new = Draft.objects.get_or_create(
            ticket=ticket, member=member, defaults={"direction": mode}
        )
        return PendingFile.keep_within(upload, by=member, draft=begun)

    return picture_ahead(request, keep)
