"""/tickets/{number}/abuse: its abusive messages, and the steps of the procedure."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.shielding.acting import act
from maru.support.shielding.exposure import of_member
from maru.support.shielding.models import Abuse
from maru.support.tickets.models import Ticket

router = Routes()

ABUSE: dict[str, Any] = {
    "id": 3, "message": 12, "kinds": ["insult"], "words": ["바보"],
    "noted_at": "2026-11-30T00:00:00Z", "dismissed_at": None, "times": 2,
    "steps": [{"step": "warn", "at": "2026-11-30T00:05:00Z"}],
}  # fmt: skip


class StepOut(Schema):
    step: str
    at: datetime


class AbuseOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": ABUSE})
    id: int
    message: int = Field(alias="message_id", serialization_alias="message")
    kinds: list[str] = Field(description="insult, profanity, threat, sexual")
    words: list[str] = Field(description="By which it was told.")
    noted_at: datetime
    dismissed_at: datetime | None = Field(description="When somebody said that it is none.")
    times: int = Field(description="The how manieth of its customer within 90 days.")
    steps: list[StepOut]

    @staticmethod
    def resolve_times(abuse: Abuse) -> int:
        return abuse.times()

    @staticmethod
    def resolve_steps(abuse: Abuse) -> list[Any]:
        return list(abuse.steps.all())


class AbusesOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [ABUSE]}})
    items: list[AbuseOut]


class StepIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"step": "warn"}})
    step: Literal["warn", "end", "hand_over", "rest"]
    to: Id | None = Field(None, description="The lead to whom it is handed over.")


class ExposureOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"opened": 4, "steps": 2, "rests": 1}})
    opened: int
    steps: int
    rests: int


@router.read(
    "/tickets/{number}/abuse", AbusesOut, scope="tickets:read",
    summary="List a ticket's abusive messages",
)  # fmt: skip
def index(request: HttpRequest, number: Id) -> dict[str, Any]:
    """Those too of which somebody said that they are none."""
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    rows = Abuse.objects.filter(message__ticket=ticket).order_by("pk")
    return {"items": list(rows.prefetch_related("steps"))}


@router.write(
    "POST", "/tickets/{number}/abuse/{id}/steps", {204: None}, scope="tickets:write",
    summary="Take a step about an abusive message", fails=(409, 422),
)  # fmt: skip
def step(request: HttpRequest, number: Id, id: Id, data: StepIn) -> Status[None]:
    """A warning and last words become your draft in the ticket: nothing is sent by itself."""
    member = caller_who_can(request, Power.CHANGE)
    act(_found(member, number, id), data.step, by=member, to=data.to)
    return Status(204, None)


@router.write(
    "PUT", "/tickets/{number}/abuse/{id}/dismissal", {204: None}, scope="tickets:write",
    summary="Say that a message is not abusive",
)  # fmt: skip
def dismiss(request: HttpRequest, number: Id, id: Id) -> Status[None]:
    """It is covered no more and counts no more."""
    member = caller_who_can(request, Power.CHANGE)
    _found(member, number, id).dismiss(by=member)
    return Status(204, None)


@router.read("/me/abuse", ExposureOut, scope="tickets:read", summary="Show my exposure to abuse")
def mine(request: HttpRequest) -> Any:
    """Of the last 90 days. Yours alone; leads have sums of their people on a page."""
    return of_member(caller(request))


def _found(member: Any, number: int, pk: int) -> Abuse:
    rows = Abuse.objects.visible_to(member).select_related("message__ticket__brand")
    return get_object_or_404(rows, pk=pk, message__ticket=number)
