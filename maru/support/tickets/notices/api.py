"""/me/notices: which mails about tickets the caller gets."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import unset
from maru.kit.api.routes import Routes
from maru.staff.journal.models import Event
from maru.staff.members.calling import caller
from maru.support.tickets.notices.wishes import NoticeWishes

router = Routes()


class NoticesOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"on_assigned": True, "on_message": False}}
    )
    on_assigned: bool = Field(description="A mail when somebody gives you a ticket.")
    on_message: bool = Field(description="A mail when a customer writes in a ticket of yours.")


class NoticesChange(Schema):
    on_assigned: bool = unset()
    on_message: bool = unset()


@router.read("/me/notices", NoticesOut, scope="staff:read", summary="Show which mails I get")
def show(request: HttpRequest) -> NoticeWishes:
    """Of yourself alone: nobody chooses for another."""
    return NoticeWishes.of(caller(request))


@router.write(
    "PATCH", "/me/notices", {200: NoticesOut},
    scope="staff:write", summary="Choose which mails I get",
)  # fmt: skip
def change(request: HttpRequest, data: NoticesChange) -> NoticeWishes:
    """Only what you send changes."""
    member = caller(request)
    asked = data.dict(exclude_unset=True)
    with transaction.atomic():
        wishes = NoticeWishes.of(member)
        before = {name: getattr(wishes, name) for name in asked}
        for name, value in asked.items():
            setattr(wishes, name, value)
        wishes.save()
        if before != asked:
            Event.record("notice_wishes.changed", wishes, by=member, before=before, after=asked)
    return wishes
