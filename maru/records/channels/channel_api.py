"""/channels: the ways in and out. Mail addresses are made, changed and deleted here."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.records.channels.address_form import AddressForm
from maru.records.channels.channel import ChannelQuerySet
from maru.records.channels.models import Channel
from maru.records.channels.removing import InUse, remove
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()


class ChannelOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 1, "kind": "email", "address": "support@onnuri.example",
                "name": "온누리 상점", "brand": 1, "team": None, "is_active": True,
                "answers_leave_by": 1,
            }
        }
    )  # fmt: skip
    id: int
    kind: str
    address: str
    name: str
    brand: int = Field(alias="brand_id", serialization_alias="brand")
    team: int | None = Field(alias="team_id", serialization_alias="team")
    is_active: bool = Field(description="Whether it takes mail, or what else comes by it.")
    answers_leave_by: int | None = Field(
        alias="way_out_id",
        serialization_alias="answers_leave_by",
        description="The channel by which answers in its tickets leave: itself while it is "
        "active, else its brand's first mail address that is; null: they cannot leave.",
    )


class ChannelChange(Schema):
    address: Line = unset()
    name: Line = unset()
    brand: Id = unset()
    team: Id | None = unset()
    is_active: bool = unset()


class NewChannel(ChannelChange):
    model_config = ConfigDict(
        json_schema_extra={"example": {"address": "help@example.com", "brand": 1}}
    )
    address: Line
    brand: Id


@router.read("/channels", Page[ChannelOut], scope="staff:read", summary="List channels")
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The ways in and out of your brands; for administrators of all brands."""
    return paged(_seen(caller(request)).with_way_out(), "id", paging=paging)


@router.read("/channels/{id}", ChannelOut, scope="staff:read", summary="Show a channel")
def show(request: HttpRequest, id: Id) -> Channel:
    """One way in and out."""
    return _told(caller(request), id)


@router.write(
    "POST", "/channels", {201: ChannelOut}, scope="staff:write", summary="Add a mail address"
)
def create(request: HttpRequest, data: NewChannel) -> Status[Channel]:
    """For administrators. Mail to it is taken within seconds. A web form is made at /forms, and
    an account that Maru reads by itself at /mailboxes."""
    member = caller_who_can(request, Power.COMPANY)
    form = AddressForm({"is_active": True, **data.dict(exclude_unset=True)})
    require_valid(form)
    return Status(201, _told(member, form.save_by(member).pk))


@router.write(
    "PATCH", "/channels/{id}", {200: ChannelOut}, scope="staff:write",
    summary="Change a mail address", fails=(409,),
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: ChannelChange) -> Channel:
    """Only what you send changes. ``is_active`` switches it off: mail to it is refused, its mail
    account is not read, and answers leave as ``answers_leave_by`` then says."""
    member = caller(request)
    channel = _to_change(member, id)
    kept = {"address": channel.address, "name": channel.name, "brand": channel.brand_id,
            "team": channel.team_id, "is_active": channel.is_active}  # fmt: skip
    form = AddressForm({**kept, **data.dict(exclude_unset=True)}, instance=channel)
    require_valid(form)
    form.save_by(member)
    return _told(member, id)


@router.write(
    "DELETE", "/channels/{id}", {204: None}, scope="staff:write",
    summary="Delete a mail address", fails=(409,),
)  # fmt: skip
def delete(request: HttpRequest, id: Id) -> Status[None]:
    """Only one that was never used; its webhook, mailbox connection and own mail server go with
    it. 409 (`used`) when mail came or went by it, or tickets or imports belong to it: switch it
    off instead."""
    member = caller(request)
    try:
        remove(_to_change(member, id), by=member)
    except InUse:
        raise ApiError(
            409, "used",
            _("Mail came or went by this address, or tickets or imports belong to it. "
              "Switch it off instead: then it takes no mail."),
        ) from None  # fmt: skip
    except Channel.DoesNotExist:
        raise Http404 from None
    return Status(204, None)


def _seen(member: Member) -> ChannelQuerySet:
    return Channel.objects.set_up_by(member)


def _told(member: Member, pk: int) -> Channel:
    return get_object_or_404(_seen(member).with_way_out(), pk=pk)


def _to_change(member: Member, pk: int) -> Channel:
    """Return a mail address. Raises Http404, PermissionDenied, and ApiError 409 for another kind
    of channel."""
    channel = get_object_or_404(_seen(member), pk=pk)
    if not member.can(Power.COMPANY):
        raise PermissionDenied
    if channel.kind != "email":
        raise ApiError(
            409, "not_an_address", _("This is no mail address. A web form is at /forms.")
        )
    return channel
