"""/imports: mail of the past, as tickets with their dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.imap.trouble import in_words as mailbox_in_words
from maru.extensions.email.importing.asking import Unaskable, for_mailbox, for_uploads
from maru.extensions.email.importing.mail_import import DAYS, ImportState
from maru.extensions.email.importing.trouble import in_words
from maru.extensions.email.models import MailImport
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.records.channels.models import Channel
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.tickets.pending_file import PendingFile, UnknownFile

router = Routes()


class ImportOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3, "name": "Inbox.mbox, Sent.mbox", "channel": 1, "state": "done",
                "dry_run": False, "percent": 100, "found": 5000, "doubles": 12, "skipped": 0,
                "messages": 4986, "tickets": 3023, "quarantined": 2, "kept": 0,
                "first_at": "2019-02-01T09:00:00Z", "last_at": "2026-11-25T18:00:02Z",
                "closing": "old", "days": 14, "asked_by": 1,
                "asked_at": "2026-11-26T09:00:00Z", "ended_at": "2026-11-26T09:00:14Z",
                "trouble": "", "trouble_in_words": "",
            }
        }
    )  # fmt: skip
    id: int
    name: str
    channel: int = Field(alias="channel_id", serialization_alias="channel")
    state: str = Field(
        description="taking, filing, counted (a dry run), done, cancelled, failed, undoing, undone."
    )
    dry_run: bool = Field(alias="is_dry_run", serialization_alias="dry_run")
    percent: int = Field(description="How far the present step is.")
    found: int = Field(description="Mails in its sources.")
    doubles: int = Field(description="Mails that are here already, or twice in there.")
    skipped: int = Field(description="Files that are no mail.")
    messages: int
    tickets: int = Field(description="New ones.")
    quarantined: int = Field(description="Mails that could not be opened.")
    kept: int = Field(description="Tickets not taken back, because somebody worked on them.")
    first_at: datetime | None = Field(description="Date of the oldest mail.")
    last_at: datetime | None = Field(description="Date of the newest mail.")
    closing: str
    days: int
    asked_by: int | None = Field(alias="asked_by_id", serialization_alias="asked_by")
    asked_at: datetime
    ended_at: datetime | None
    trouble: str
    trouble_in_words: str

    @staticmethod
    def resolve_percent(each: MailImport) -> int:
        return each.percent if each.is_under_way else 100

    @staticmethod
    def resolve_trouble_in_words(each: MailImport) -> str:
        return str(in_words(each.trouble))


class NewImport(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"channel": 1, "files": ["kq0-Vh3m9G2cT1xw8rJb5A"]}}
    )
    channel: Id = Field(description="The mail address that the mail belongs to.")
    files: list[Line] = Field(
        [], max_length=100, description="Keys of /files: mbox, .eml, or zip of them. Empty: the "
        "mailbox of the address that Maru reads.",
    )  # fmt: skip
    folders: list[Line] = Field(
        [], max_length=100, description="Of the mailbox; empty: those read, and sent mail."
    )
    since: date | None = Field(None, description="Of the mailbox: the day of its oldest mail.")
    own: list[Line] = Field([], max_length=100, description="Other addresses of yours.")
    closing: Literal["old", "all", "none"] = Field(
        "old", description="Which tickets are solved: without a mail for «days», all, none."
    )
    days: int = Field(DAYS, ge=0, le=10_000)
    dry_run: bool = Field(False, description="Only count.")


@router.read("/imports", Page[ImportOut], scope="staff:read", summary="List imports")
def imports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The imports into your brands, newest first. For administrators."""
    return paged(MailImport.objects.visible_to(caller(request)), "-id", paging=paging)


@router.read("/imports/{id}", ImportOut, scope="staff:read", summary="Show an import")
def show_import(request: HttpRequest, id: Id) -> MailImport:
    """How far it is, and what came of it."""
    return _found(request, id)


@router.write("POST", "/imports", {202: ImportOut}, scope="staff:write", summary="Import mail")
def begin_import(request: HttpRequest, data: NewImport) -> Status[MailImport]:
    """Mail of the past becomes tickets with its dates. Nothing is sent, and nothing doubled."""
    member = caller_who_can(request, Power.COMPANY)
    seen = Channel.objects.visible_to(member).filter(kind="email", pk=data.channel)
    channel = seen.select_related("brand").first()
    if channel is None:
        raise _wrong("channel", _("There is no such thing."))
    fields: dict[str, Any] = {
        "by": member,
        "ours": [address.lower() for address in data.own],
        "closing": data.closing,
        "days": data.days,
        "is_dry_run": data.dry_run,
    }
    try:
        if data.files:
            files = PendingFile.take(data.files, by=member)
            return Status(202, for_uploads(channel, files, **fields))
        return Status(202, for_mailbox(channel, data.folders, data.since, **fields))
    except UnknownFile as unknown:
        raise _wrong("files", _("There is no such file: %(key)s") % {"key": unknown.key}) from None
    except Unaskable as why:
        raise _wrong("folders", str(why)) from None
    except Trouble as why:
        raise _wrong("channel", f"{mailbox_in_words(why.code)} ({why.detail})") from None


@router.write(
    "POST", "/imports/{id}/stop", {200: ImportOut}, scope="staff:write",
    summary="Stop an import", fails=(409,),
)  # fmt: skip
def stop_import(request: HttpRequest, id: Id) -> MailImport:
    """What has come in stays, and can be taken back."""
    found = _found(request, id)
    if not found.cancel(by=caller_who_can(request, Power.COMPANY)):
        raise ApiError(409, "ended", _("It has ended already."))
    return found


@router.write(
    "POST", "/imports/{id}/undo", {202: ImportOut}, scope="staff:write",
    summary="Take an import back", fails=(409,),
)  # fmt: skip
def undo_import(request: HttpRequest, id: Id) -> Status[MailImport]:
    """Its tickets go, but those that somebody worked on."""
    found = _found(request, id)
    if found.state not in {ImportState.UNDOING, ImportState.UNDONE} and not found.undo(
        by=caller_who_can(request, Power.COMPANY)
    ):
        raise ApiError(409, "nothing", _("There is nothing to take back."))
    return Status(202, found)


def _found(request: HttpRequest, pk: int) -> MailImport:
    found: MailImport = get_object_or_404(MailImport.objects.visible_to(caller(request)), pk=pk)
    return found


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})
