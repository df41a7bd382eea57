"""/alarms."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.alarms.dismissal import dismiss
from maru.staff.alarms.models import Alarm
from maru.staff.members.calling import caller

router = Routes()


class AlarmOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 4, "name": "outbox", "is_open": True,
                "text": "12 mails wait to go out, the oldest for 9 minutes.",
                "advice": "Look what the mail server answers, in the Mailbox.",
                "facts": {"n": 12, "minutes": 9}, "raised_at": "2026-11-26T01:12:00Z",
                "seen_at": "2026-11-26T01:17:00Z", "cleared_at": None,
            }
        }
    )  # fmt: skip
    id: int
    name: str
    is_open: bool
    text: str = Field(alias="sentence", serialization_alias="text")
    advice: str = Field(description="What to do about it.")
    facts: dict[str, Any]
    raised_at: datetime
    seen_at: datetime = Field(description="When it was last not as it should be.")
    cleared_at: datetime | None

    @staticmethod
    def resolve_advice(alarm: Alarm) -> str:
        return str(alarm.condition.advice)


class Asked(Paging):
    open: bool = Field(False, description="Only those that are not over.")


@router.read("/alarms", Page[AlarmOut], scope="staff:read", summary="List alarms")
def alarms(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """What did not hold and you may mend, newest first."""
    rows = Alarm.objects.visible_to(caller(request))
    return paged(rows.open() if asked.open else rows, "-id", paging=asked)


@router.read("/alarms/{id}", AlarmOut, scope="staff:read", summary="Show an alarm")
def show_alarm(request: HttpRequest, id: Id) -> Alarm:
    """One alarm."""
    return get_object_or_404(Alarm.objects.visible_to(caller(request)), pk=id)


@router.write(
    "POST", "/alarms/{id}/dismissal", {200: AlarmOut}, scope="staff:write",
    summary="Dismiss an alarm",
)  # fmt: skip
def dismissal(request: HttpRequest, id: Id) -> Alarm:
    """It leaves your pages until it is twice as bad, or raised anew; others still see it."""
    member = caller(request)
    found = get_object_or_404(Alarm.objects.visible_to(member), pk=id)
    dismiss(found, by=member)
    return found
