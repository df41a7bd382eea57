"""/filters and /blocked-senders."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, storable, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.tags.models import spelled
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.filtering.blocked_sender import Unblockable
from maru.support.filtering.mail import VOCABULARY
from maru.support.filtering.models import BlockedSender, Filter
from maru.support.tickets.choices import Priority

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 1, "name": "광고", "is_on": True, "brand": None, "to_spam": True, "tags": [],
    "team": None, "priority": None,
    "conditions": {"all": [{"field": "subject", "op": "contains", "value": "(광고)"}]},
}  # fmt: skip


class FilterOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    is_on: bool
    brand: int | None = Field(alias="brand_id", serialization_alias="brand")
    conditions: dict[str, Any] = Field(description="Fields: sender, sender_domain, sender_name, "
        "subject, text, recipients, has_attachment, attachment_name, attachment_type, automatic, "
        "language, upstream_spam, spf, dkim, dmarc, and header:NAME.")  # fmt: skip
    to_spam: bool
    tags: list[str]
    team: int | None = Field(alias="team_id", serialization_alias="team")
    priority: int | None = Field(description="1 low to 4 urgent.")


Name = Annotated[Line, Field(min_length=1, max_length=120)]


class NewFilter(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {key: EXAMPLE[key] for key in EXAMPLE if key != "id"}}
    )
    name: Name
    conditions: dict[str, Any]
    is_on: bool = True
    brand: Id | None = None
    to_spam: bool = False
    tags: list[Line] = Field([], max_length=20)
    team: Id | None = None
    priority: Priority | None = None


class FilterChange(Schema):
    name: Name = unset()
    conditions: dict[str, Any] = unset()
    is_on: bool = unset()
    brand: Id | None = None
    to_spam: bool = unset()
    tags: list[Line] = unset()
    team: Id | None = None
    priority: Priority | None = None


class BlockedOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"id": 1, "brand": 1, "value": "spam.example",
                        "created_at": "2026-11-22T09:00:00Z"}
        }
    )  # fmt: skip
    id: int
    brand: int = Field(alias="brand_id", serialization_alias="brand")
    value: str = Field(description="An address, or a domain with all below it.")
    created_at: datetime


class NewBlocked(Schema):
    brand: Id
    value: Line


@router.read("/filters", Page[FilterOut], scope="staff:read", summary="List filters")
def filters(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What becomes of mail before it opens a ticket, in the order in which it is asked."""
    member = caller_who_can(request, Power.COMPANY)
    return paged(Filter.objects.visible_to(member), "position", "id", paging=paging)


@router.read("/filters/{id}", FilterOut, scope="staff:read", summary="Show a filter")
def show_filter(request: HttpRequest, id: Id) -> Filter:
    """One filter."""
    _member, found = _member_and_filter(request, id)
    return found


@router.write("POST", "/filters", {201: FilterOut}, scope="staff:write", summary="Add a filter")
def add_filter(request: HttpRequest, data: NewFilter) -> Status[Filter]:
    """It is asked after all others."""
    member = caller_who_can(request, Power.COMPANY)
    new = Filter()
    new.put_last()
    _set(new, data.dict(), member)
    with transaction.atomic():
        new.save()
        Event.record("filter.added", new, by=member, after=new.told())
    return Status(201, new)


@router.write(
    "PATCH", "/filters/{id}", {200: FilterOut}, scope="staff:write", summary="Change a filter"
)
def change_filter(request: HttpRequest, id: Id, data: FilterChange) -> Filter:
    """Only what you send changes."""
    member, found = _member_and_filter(request, id)
    before = found.told()
    _set(found, data.dict(exclude_unset=True), member)
    with transaction.atomic():
        found.save()
        Event.record("filter.changed", found, by=member, before=before, after=found.told())
    return found


@router.write(
    "DELETE", "/filters/{id}", {204: None}, scope="staff:write", summary="Remove a filter"
)
def remove_filter(request: HttpRequest, id: Id) -> Status[None]:
    """What it did stays."""
    member, found = _member_and_filter(request, id)
    found.remove(by=member)
    return Status(204, None)


@router.read(
    "/blocked-senders", Page[BlockedOut], scope="tickets:read", summary="List blocked senders"
)
def blocked_senders(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Whose mail goes to the spam of your brands."""
    member = caller_who_can(request, Power.CHANGE)
    return paged(BlockedSender.objects.visible_to(member), "-id", paging=paging)


@router.write(
    "POST", "/blocked-senders", {201: BlockedOut}, scope="tickets:write", summary="Block a sender"
)
def block(request: HttpRequest, data: NewBlocked) -> Status[BlockedSender]:
    """An address or a domain; one that is blocked already is given as it is."""
    member = caller_who_can(request, Power.CHANGE)
    brand = Brand.objects.filter(pk=data.brand, pk__in=member.brand_ids).first()
    if brand is None:
        raise _wrong("brand", _("You work for no such brand."))
    try:
        return Status(201, BlockedSender.block(data.value, brand=brand, by=member))
    except Unblockable as error:
        raise _wrong("value", str(error)) from None


@router.write(
    "DELETE", "/blocked-senders/{id}", {204: None}, scope="tickets:write",
    summary="Unblock a sender",
)  # fmt: skip
def unblock(request: HttpRequest, id: Id) -> Status[None]:
    """Their mail opens tickets again; what is among the spam stays there."""
    member = caller(request)
    found = get_object_or_404(BlockedSender.objects.visible_to(member), pk=id)
    found.unblock(by=caller_who_can(request, Power.CHANGE))
    return Status(204, None)


def _member_and_filter(request: HttpRequest, pk: int) -> tuple[Member, Filter]:
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    found = get_object_or_404(Filter.objects.visible_to(caller(request)), pk=pk)
    return caller_who_can(request, Power.COMPANY), found


def _set(each: Filter, asked: dict[str, Any], member: Member) -> None:
    """Put what was asked onto the filter. Raises ApiError 422 for what cannot be."""
    for name, rows in (("brand", Brand.objects), ("team", Team.objects)):
        if name not in asked:
            continue
        key = asked.pop(name)
        if key is not None and not rows.visible_to(member).filter(pk=key).exists():
            raise _wrong(name, _("There is no such thing."))
        setattr(each, f"{name}_id", key)
    for name, value in asked.items():
        setattr(each, name, value)
    each.tags = [word for word in dict.fromkeys(map(spelled, each.tags)) if word]
    try:
        VOCABULARY.read(each.conditions)
        storable(json.dumps(each.conditions, ensure_ascii=False))
    except ValueError as error:
        raise _wrong("conditions", str(error)) from None
    if not (each.to_spam or each.tags or each.team_id or each.priority):
        raise _wrong("to_spam", _("Say what happens to the mail."))


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})
