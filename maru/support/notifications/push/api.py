"""/me/push-browsers: where the caller is pushed to. A browser is switched on in itself alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.support.notifications.push.browser import PushBrowser

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 3, "sign_in": 7, "device": "Chrome · Windows", "shows_more": False, "trouble": "",
    "created_at": "2026-11-29T09:00:00Z", "pushed_at": None,
}  # fmt: skip


class PushBrowserOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    sign_in: int = Field(
        alias="sign_in_id", serialization_alias="sign_in",
        description="It ends with this one of /me/sign-ins.",
    )  # fmt: skip
    device: str = Field(description="As far as the browser tells; may be empty.")
    shows_more: bool = Field(description="Whether it shows who wrote and what.")
    trouble: str = Field(description="What its push service last said, if it took nothing.")
    created_at: datetime
    pushed_at: datetime | None


class PushBrowserChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"shows_more": True}})
    shows_more: bool


@router.read(
    "/me/push-browsers", Page[PushBrowserOut], scope="staff:read",
    summary="List my browsers that are pushed to", fails=(422,),
)  # fmt: skip
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Your own. A browser is switched on in itself, on the page of what you are told."""
    return paged(PushBrowser.objects.visible_to(caller(request)), "-id", paging=paging)


@router.write(
    "PATCH", "/me/push-browsers/{id}", {200: PushBrowserOut}, scope="staff:write",
    summary="Choose what a browser shows",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: PushBrowserChange) -> PushBrowser:
    """By default it says that something came, and the ticket's number."""
    found = _mine(request, id)
    found.show_more(data.shows_more, by=caller(request))
    return found


@router.write(
    "DELETE", "/me/push-browsers/{id}", {204: None}, scope="staff:write",
    summary="Push to a browser no more",
)  # fmt: skip
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """You stay signed in there."""
    _mine(request, id).forget(by=caller(request))
    return Status(204, None)


def _mine(request: HttpRequest, id: int) -> PushBrowser:
    found: PushBrowser = get_object_or_404(PushBrowser.objects.visible_to(caller(request)), pk=id)
    return found
