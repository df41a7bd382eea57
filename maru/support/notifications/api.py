"""/notifications: what the caller is told. /me/notifications: what they want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.support.notifications.lines import said
from maru.support.notifications.models import Notification
from maru.support.notifications.notification import NotificationQuerySet
from maru.support.notifications.reason import Reason, Way, is_usual
from maru.support.notifications.wish import Wishes, choose, wishes_of

router = Routes()

ReasonWord = Literal[
    "mentioned",
    "asked",
    "rule",
    "escalated",
    "assigned",
    "answered",
    "colleague",
    "followed",
    "side",
    "handover",
    "held",
    "promise",
    "reminder",
    "task",
    "woken",
    "team",
]
EXAMPLE: dict[str, Any] = {
    "id": 12, "reason": "mentioned", "said": "박민호 님이 나를 언급했어요", "ticket": 7,
    "message": 88, "count": 1, "created_at": "2026-11-29T09:00:00Z", "read_at": None,
}  # fmt: skip


class NotificationOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    reason: ReasonWord
    said: str = Field(description="The same in a sentence, in your language.")
    ticket: int | None = Field(
        alias="ticket_id", serialization_alias="ticket",
        description="null: many were given to you in one step.",
    )  # fmt: skip
    message: int | None = Field(alias="message_id", serialization_alias="message")
    count: int = Field(description="How many tickets it is about.")
    created_at: datetime
    read_at: datetime | None

    @staticmethod
    def resolve_said(row: Notification) -> str:
        return said(row)


class Asking(Paging):
    unread: bool = Field(False, description="true: only what is unread.")


class ReadOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"read": 3}})
    read: int = Field(description="How many were unread until now.")


class Ways(Schema):
    desk: bool | None = Field(None, description="In the desk, and in this API.")
    mail: bool | None = Field(
        None, description="By mail at once, unless it is read by then; after quiet hours."
    )
    digest: bool | None = Field(None, description="In the mail at eight in the morning.")
    push: bool | None = Field(None, description="In the browsers that you let Maru push to.")


class WaysOut(Schema):
    desk: bool
    mail: bool
    digest: bool
    push: bool


WANTED: dict[str, Any] = {
    reason: {way: is_usual(reason, way) for way in Way.values} for reason in Reason.values
}


class WishesOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": WANTED})
    mentioned: WaysOut
    asked: WaysOut
    assigned: WaysOut
    answered: WaysOut
    colleague: WaysOut
    followed: WaysOut
    side: WaysOut
    handover: WaysOut
    reminder: WaysOut
    task: WaysOut
    woken: WaysOut
    team: WaysOut


class WishesChange(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"mentioned": {"mail": True}, "followed": {"desk": False}}}
    )
    mentioned: Ways | None = None
    asked: Ways | None = None
    assigned: Ways | None = None
    answered: Ways | None = None
    colleague: Ways | None = None
    followed: Ways | None = None
    side: Ways | None = None
    handover: Ways | None = None
    reminder: Ways | None = None
    task: Ways | None = None
    woken: Ways | None = None
    team: Ways | None = None


@router.read(
    "/notifications", Page[NotificationOut], scope="tickets:read", summary="List my notifications",
    fails=(422,),
)  # fmt: skip
def index(request: HttpRequest, paging: Query[Asking]) -> dict[str, Any]:
    """The newest first, one for each event; of tickets that you may see now."""
    rows = _mine(request).select_related("event")
    rows = rows.unread() if paging.unread else rows
    return paged(rows, "-id", paging=paging)


@router.write(
    "POST", "/notifications/reading", {200: ReadOut},
    scope="tickets:write", summary="Mark all my notifications read",
)  # fmt: skip
def read_all(request: HttpRequest) -> dict[str, int]:
    """Everything that is there now."""
    return {"read": _mine(request).mark_read()}


@router.write(
    "POST", "/notifications/{id}/reading", {200: NotificationOut},
    scope="tickets:write", summary="Mark a notification read",
)  # fmt: skip
def read(request: HttpRequest, id: Id) -> Notification:
    """Opening its ticket does so, too. Doing it twice changes nothing."""
    get_object_or_404(_mine(request), pk=id)
    _mine(request).filter(pk=id).mark_read()
    return _mine(request).select_related("event").get(pk=id)


@router.write(
    "DELETE", "/notifications/{id}/reading", {200: NotificationOut},
    scope="tickets:write", summary="Mark a notification unread",
)  # fmt: skip
def put_back(request: HttpRequest, id: Id) -> Notification:
    """Until it is read again."""
    get_object_or_404(_mine(request), pk=id)
    _mine(request).filter(pk=id).mark_unread()
    return _mine(request).select_related("event").get(pk=id)


@router.read(
    "/me/notifications", WishesOut, scope="staff:read", summary="Show what I am told, and how"
)
def show_wishes(request: HttpRequest) -> Wishes:
    """Of yourself alone: nobody chooses for another."""
    member = caller(request)
    return wishes_of([member.pk])[member.pk]


@router.write(
    "PATCH", "/me/notifications", {200: WishesOut},
    scope="staff:write", summary="Choose what I am told, and how",
)  # fmt: skip
def change_wishes(request: HttpRequest, data: WishesChange) -> Wishes:
    """Only what you send changes."""
    asked = data.dict(exclude_none=True)
    return choose(caller(request), asked)


def _mine(request: HttpRequest) -> NotificationQuerySet:
    return Notification.objects.visible_to(caller(request))
