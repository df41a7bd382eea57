"""/uploads: files for an import, in pieces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.email.importing.upload import NoRoom, OutOfStep, Unwelcome, Upload
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Line, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.models import PendingFile

router = Routes()


class UploadOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "key": "kq0-Vh3m9G2cT1xw8rJb5A", "name": "All mail.mbox", "size": 5_000_000_000,
                "received": 120_000_000, "whole": False, "expires_at": "2026-12-01T09:00:00Z",
            }
        }
    )  # fmt: skip
    key: str = Field(description="Once the file is whole, a key for «files» of an import.")
    name: str
    size: int
    received: int = Field(description="Bytes that are safe: the next piece begins here.")
    whole: bool
    expires_at: datetime | None = Field(description="Without a further piece; null once whole.")


class NewUpload(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "All mail.mbox", "size": 5_000_000_000}}
    )
    name: Line = Field(max_length=200)
    size: int = Field(ge=1, le=2**53, description="Bytes.")
    modified: Line = Field(
        "", max_length=40, description="With it, an unfinished upload of the same name, size and "
        "time of change goes on.",
    )  # fmt: skip


class At(Schema):
    at: int = Field(ge=0, le=2**53, description="Which byte of the file the piece begins with.")


@router.read("/uploads", Page[UploadOut], scope="staff:write", summary="List unfinished uploads")
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Yours. For administrators."""
    page = paged(Upload.objects.visible_to(caller(request)), "id", paging=paging)
    return {**page, "items": [told(each) for each in page["items"]]}


@router.write(
    "POST", "/uploads", {201: UploadOut}, scope="staff:write", summary="Begin an upload",
    fails=(507,),
)  # fmt: skip
def begin(request: HttpRequest, data: NewUpload) -> Status[dict[str, Any]]:
    """For a file too large for /files. 507 when the disk does not hold it."""
    member = caller_who_can(request, Power.COMPANY)
    try:
        new = Upload.begin(by=member, name=data.name, size=data.size, modified=data.modified)
    except NoRoom as why:
        raise ApiError(507, "no_room", str(why)) from None
    except Unwelcome as why:
        raise ApiError(422, "unwelcome", str(why)) from None
    return Status(201, told(new))


@router.read("/uploads/{key}", UploadOut, scope="staff:write", summary="Show an upload")
def show(request: HttpRequest, key: Line) -> dict[str, Any]:
    """How much of it is here."""
    return told(found(caller(request), key))


def _append(request: HttpRequest) -> None:
    # Ahead of the transaction: hashing a whole file would hold all other writers up.
    assert request.resolver_match  # noqa: S101 - for the type checker
    upload = found(caller(request), request.resolver_match.kwargs["key"])
    given = request.GET.get("at", "")
    if not isinstance(upload, Upload) or not given.isdecimal() or len(given) > 16:
        return
    try:
        upload.append(int(given), request.body)
    except OutOfStep as why:
        words = _("The next piece begins at byte %(at)s.") % {"at": why.received}
        raise ApiError(409, "out_of_step", words) from None
    except Unwelcome as why:
        raise ApiError(422, "unwelcome", str(why)) from None


@router.write(
    "PATCH", "/uploads/{key}", {200: UploadOut}, scope="staff:write", summary="Send a piece",
    fails=(409, 413, 507), before=_append,
)  # fmt: skip
def send_piece(request: HttpRequest, key: Line, at: Query[At]) -> dict[str, Any]:
    """The body is the bytes themselves, 4,000,000 at most.

    A piece that is here already is not taken twice. 409 «out_of_step» when a piece before it is
    missing: ask how much is here and go on there.
    """
    return told(found(caller(request), key))


@router.write(
    "DELETE", "/uploads/{key}", {204: None}, scope="staff:write", summary="Discard an upload"
)
def discard(request: HttpRequest, key: Line) -> Status[None]:
    """Its pieces go. A whole file goes by itself, after a day."""
    upload = found(caller(request), key)
    if isinstance(upload, Upload):
        upload.discard()
    return Status(204, None)


def found(member: Member, key: str) -> Upload | PendingFile:
    """Return the upload, or the file that it has become. Raises Http404."""
    upload = Upload.objects.visible_to(member).filter(key=key).first()
    whole = None if upload else PendingFile.objects.filter(member=member, key=key).first()
    if upload is None and (whole is None or not member.can(Power.COMPANY)):
        raise Http404
    return upload or whole  # type: ignore[return-value]


def told(each: Upload | PendingFile) -> dict[str, Any]:
    is_whole = isinstance(each, PendingFile)
    return {
        "key": each.key,
        "name": each.name,
        "size": each.size,
        "received": each.size if isinstance(each, PendingFile) else each.received,
        "whole": is_whole,
        "expires_at": None if isinstance(each, PendingFile) else each.expires_at,
    }
