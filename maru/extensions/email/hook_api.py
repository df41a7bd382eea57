"""/mail-hooks: the secret addresses at which mail providers hand over mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.email.hooks.form import HookForm
from maru.extensions.email.models import Hook
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()


class HookOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 1, "channel": 1, "provider": "mailgun", "trouble": "", "last_mail_at": None,
                "old_address_until": None, "old_key_until": None,
                "mail_url": "https://desk.example.com/hooks/secret/mime/",
                "events_url": "https://desk.example.com/hooks/secret/events/",
            }
        }
    )  # fmt: skip
    id: int
    channel: int
    provider: str
    mail_url: str = Field(description="For mail that comes in. Whoever knows it can hand in mail.")
    events_url: str = Field(description="For what became of mail that was sent.")
    trouble: str = Field(
        description="Since the last mail: forged, no_raw, too_large, damaged, no_headers, in_s3 "
        "or one that begins with s3_; or empty."
    )
    last_mail_at: datetime | None
    old_address_until: datetime | None = Field(
        alias="old_address_ends", serialization_alias="old_address_until",
        description="Until when the addresses before these are good, too.",
    )  # fmt: skip
    old_key_until: datetime | None = Field(
        alias="old_key_ends", serialization_alias="old_key_until",
        description="Until when signatures of the key before this one count, too.",
    )  # fmt: skip

    @staticmethod
    def resolve_channel(hook: Hook) -> int:
        return hook.channel_id


class NewHook(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"channel": 1, "provider": "mailgun", "key": "signing key"}}
    )
    channel: Id
    provider: Literal["mailgun", "postmark", "ses", "sendgrid"]
    key: Words = Field(
        "",
        description="mailgun: the webhook signing key; ses: the number of the AWS account whose "
        "topics count; sendgrid: the verification key of the event webhook.",
    )


class HookChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"key": "new signing key"}})
    provider: Literal["mailgun", "postmark", "ses", "sendgrid"] = unset()
    key: Words = unset()


@router.read("/mail-hooks", Page[HookOut], scope="staff:write", summary="List webhooks for mail")
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """With their secret addresses. For administrators."""
    return paged(Hook.objects.visible_to(caller(request)), "id", paging=paging)


@router.read("/mail-hooks/{id}", HookOut, scope="staff:write", summary="Show a webhook for mail")
def show(request: HttpRequest, id: Id) -> Hook:
    """With its secret addresses. For administrators."""
    return _hook(caller(request), id)


@router.write(
    "POST", "/mail-hooks", {201: HookOut}, scope="staff:write", summary="Make a webhook for mail",
    fails=(409,),
)  # fmt: skip
def create(request: HttpRequest, data: NewHook) -> Status[Hook]:
    """For one mail address. 409 when it has one."""
    member = caller_who_can(request, Power.COMPANY)
    mail = Channel.objects.filter(kind="email", brand__in=Brand.objects.visible_to(member))
    channel = get_object_or_404(mail, pk=data.channel)
    if Hook.objects.filter(channel=channel).exists():
        raise ApiError(409, "has_hook", _("This address has a webhook already."))
    form = HookForm({"provider": data.provider, "key": data.key}, instance=Hook(channel=channel))
    require_valid(form)
    return Status(201, form.save_by(member))


@router.write(
    "PATCH", "/mail-hooks/{id}", {200: HookOut}, scope="staff:write",
    summary="Change a webhook for mail",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: HookChange) -> Hook:
    """Another provider, or a new key: the one before counts for a day more."""
    member = caller(request)
    hook = _hook(member, id)
    given = {"provider": hook.provider, "key": "", **data.dict(exclude_unset=True)}
    form = HookForm(given, instance=hook)
    require_valid(form)
    return form.save_by(member)


@router.write(
    "POST", "/mail-hooks/{id}/renewal", {200: HookOut}, scope="staff:write",
    summary="Renew a webhook's addresses",
)  # fmt: skip
def renew(request: HttpRequest, id: Id) -> Hook:
    """The addresses before are good for a day more, so that no mail is refused meanwhile."""
    member = caller(request)
    hook = _hook(member, id)
    try:
        hook.renew(by=member)
    except Hook.DoesNotExist:
        raise Http404 from None
    return hook


@router.write(
    "DELETE", "/mail-hooks/{id}/overlap", {204: None}, scope="staff:write",
    summary="End what still counts of a webhook",
)  # fmt: skip
def end_overlap(request: HttpRequest, id: Id) -> Status[None]:
    """Its old addresses and its old key count no more at once: somebody else knows them."""
    member = caller(request)
    try:
        _hook(member, id).end_overlap(by=member)
    except Hook.DoesNotExist:
        raise Http404 from None
    return Status(204, None)


@router.write(
    "DELETE",
    "/mail-hooks/{id}",
    {204: None},
    scope="staff:write",
    summary="Remove a webhook for mail",
)
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Its addresses are good no more at once."""
    member = caller(request)
    _hook(member, id).forget(by=member)
    return Status(204, None)


def _hook(member: Member, pk: int) -> Hook:
    return get_object_or_404(Hook.objects.visible_to(member), pk=pk)
