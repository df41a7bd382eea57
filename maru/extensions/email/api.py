"""/mailboxes: the accounts that Maru reads by itself. What opens them goes in and never out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.email.api_trial import TrialOut, outcome
from maru.extensions.email.imap.trial import try_out
from maru.extensions.email.imap.trouble import in_words
from maru.extensions.email.mailbox_form import MailboxForm
from maru.extensions.email.models import Mailbox
from maru.extensions.email.removing import WORDS, InUse, remove
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.jobs import bell
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()

Encryption = Literal["none", "starttls", "tls"]
SignIn = Literal["password", "oauth2"]
After = Literal["seen", "move", "leave"]


class MailboxOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 1, "address": "support@onnuri.example", "brand": 1,
                "host": "imap.gmail.com", "port": 993, "security": "tls",
                "sign_in_by": "password", "user": "support@onnuri.example",
                "folders": ["INBOX"], "after_reading": "seen", "move_to": "",
                "interval": 60, "is_active": True, "trouble": "", "trouble_in_words": "",
                "trouble_since": None, "looked_at": "2026-11-26T09:00:00Z",
                "succeeded_at": "2026-11-26T09:00:00Z", "last_mail_at": None,
            }
        }
    )  # fmt: skip
    id: int
    address: str
    brand: int
    host: str
    port: int
    security: str
    sign_in_by: str
    user: str
    folders: list[str]
    after_reading: str
    move_to: str
    interval: int = Field(description="Seconds between two looks where the server has no IDLE.")
    is_active: bool
    trouble: str = Field(description="A word for what keeps it from being read; empty: nothing.")
    trouble_in_words: str
    trouble_since: datetime | None
    looked_at: datetime | None
    succeeded_at: datetime | None
    last_mail_at: datetime | None

    @staticmethod
    def resolve_address(mailbox: Mailbox) -> str:
        return mailbox.channel.address

    @staticmethod
    def resolve_brand(mailbox: Mailbox) -> int:
        return mailbox.channel.brand_id

    @staticmethod
    def resolve_trouble_in_words(mailbox: Mailbox) -> str:
        return str(in_words(mailbox.trouble)) if mailbox.trouble else ""


class MailboxChange(Schema):
    host: Line = unset()
    port: int = unset()
    security: Encryption = unset()
    sign_in_by: SignIn = unset()
    user: Line = unset()
    password: Words = unset()
    client_id: Words = unset()
    client_secret: Words = unset()
    refresh_token: Words = unset()
    token_url: Words = unset()
    folders: list[Line] = unset()
    after_reading: After = unset()
    move_to: Line = unset()
    interval: int = unset()
    is_active: bool = unset()


class NewMailbox(MailboxChange):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "address": "support@example.com", "brand": 1, "password": "app password",
            }
        }
    )  # fmt: skip
    address: Line
    brand: Id
    begin_with: Literal["new", "unread"] = "new"


DEFAULTS = {
    "security": "tls", "sign_in_by": "password", "after_reading": "seen", "folders": ["INBOX"],
    "interval": 60, "is_active": True,
}  # fmt: skip
SHOWN = (
    "host", "port", "security", "sign_in_by", "user", "client_id", "token_url", "folders",
    "after_reading", "move_to", "interval", "is_active",
)  # fmt: skip


@router.read("/mailboxes", Page[MailboxOut], scope="staff:read", summary="List mailboxes")
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The accounts of your brands that Maru reads, and whether that works. For administrators."""
    return paged(_seen(caller(request)), "id", paging=paging)


@router.read("/mailboxes/{id}", MailboxOut, scope="staff:read", summary="Show a mailbox")
def show(request: HttpRequest, id: Id) -> Mailbox:
    """One account, without what opens it."""
    found: Mailbox = get_object_or_404(_seen(caller(request)), pk=id)
    return found


@router.read("/mailboxes/{id}/trial", TrialOut, scope="staff:write", summary="Try a mailbox")
def trial(request: HttpRequest, id: Id) -> TrialOut:
    """Connect and sign in with the settings as they are kept. Takes up to half a minute."""
    why = try_out(get_object_or_404(_seen(caller(request)), pk=id))
    return outcome(why, in_words)


@router.write(
    "POST", "/mailboxes", {201: MailboxOut}, scope="staff:write", summary="Connect a mailbox"
)
def create(request: HttpRequest, data: NewMailbox) -> Status[Mailbox]:
    """Host, port and encryption may be left out for a provider that Maru knows.

    It is kept as given and looked at within seconds; try it to see whether it works.
    """
    member = caller_who_can(request, Power.COMPANY)
    form = MailboxForm(
        _filled({**DEFAULTS, **data.dict(exclude_unset=True), "begin_with": data.begin_with}),
        member=member,
        tries=False,
    )
    return Status(201, _kept(form, member))


@router.write(
    "PATCH", "/mailboxes/{id}", {200: MailboxOut}, scope="staff:write", summary="Change a mailbox"
)
def change(request: HttpRequest, id: Id, data: MailboxChange) -> Mailbox:
    """Only what you send changes. For another host its password is needed again."""
    member = caller(request)
    mailbox = get_object_or_404(_seen(member), pk=id)
    kept = {name: getattr(mailbox, name) for name in SHOWN}
    form = MailboxForm(
        _filled({**kept, **data.dict(exclude_unset=True)}),
        instance=mailbox,
        member=member,
        tries=False,
    )
    return _kept(form, member)


@router.write(
    "DELETE", "/mailboxes/{id}", {204: None}, scope="staff:write", summary="Remove a mailbox",
    fails=(409,),
)  # fmt: skip
def remove_mailbox(request: HttpRequest, id: Id) -> Status[None]:
    """Maru stops reading it and erases its password and tokens. The address, its mail and tickets
    stay. 409 while answers leave by its sign-in (`sends`) or an import reads it (`import`)."""
    member = caller(request)
    try:
        remove(get_object_or_404(_seen(member), pk=id), by=member)
    except InUse as why:
        raise ApiError(409, why.code, str(WORDS[why.code])) from None
    except Mailbox.DoesNotExist:
        raise Http404 from None
    return Status(204, None)


def _seen(member: Member) -> Any:
    return Mailbox.objects.visible_to(member).select_related("channel")


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of the page's form: folders stand on one line there."""
    return {**data, "folder_names": ", ".join(data.pop("folders"))}


def _kept(form: MailboxForm, member: Member) -> Mailbox:
    require_valid(form, renamed={"folder_names": "folders"})
    mailbox = form.save_by(member)
    bell.ring("email.mailboxes")
    return mailbox
