"""/webhooks: programs that are told what happens to tickets. Addresses and secrets go in and
never out; a secret is given once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.webhooks.endpoint_form import EndpointForm, read_conditions
from maru.extensions.webhooks.log import readable, ticket_of
from maru.extensions.webhooks.models import Endpoint
from maru.extensions.webhooks.payload import trial as trial_words
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.conditions import BadCondition
from maru.kit.webhooks.api_schemas import SecretOut, TriedOut
from maru.kit.webhooks.models import Attempt, Call
from maru.kit.webhooks.sending import try_out
from maru.kit.webhooks.trouble import in_words
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()

OccasionWord = Literal[
    "ticket.opened", "ticket.received", "ticket.replied", "ticket.noted", "ticket.status",
    "ticket.assigned", "ticket.team", "ticket.priority", "ticket.kind", "ticket.subject",
    "ticket.tags", "ticket.field", "ticket.requester", "ticket.merged", "ticket.spam",
]  # fmt: skip

EXAMPLE: dict[str, Any] = {
    "id": 2, "name": "창고", "host": "hooks.onnuri.example", "hears": ["ticket.opened"],
    "brands": [1], "teams": [], "conditions": {}, "by_hand": False, "is_on": True,
    "switched_off_at": None, "trouble": "", "message": "",
}  # fmt: skip
CALL: dict[str, Any] = {
    "id": 9, "webhook_id": "msg_5f2c", "type": "ticket.opened", "ticket": 7, "state": "failed",
    "tries": 8, "trouble": "broken", "message": "저쪽에서 무언가 잘못되었다고 해요.",
    "created_at": "2026-11-29T09:00:00Z", "done_at": "2026-11-29T12:00:00Z",
    "attempts": [{
        "at": "2026-11-29T09:00:00Z", "ms": 31, "status": 500, "trouble": "broken", "said": "",
    }],
}  # fmt: skip


class WebhookOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    host: str = Field(description="Of its address, which itself is never shown.")
    hears: list[OccasionWord]
    brands: list[int] = Field(description="Whose tickets; [] for all.")
    teams: list[int] = Field(description="Whose tickets; [] for all but private teams.")
    conditions: dict[str, Any] = Field(description="As those of views; {} for all tickets.")
    by_hand: bool = Field(description="Macros and rules may tell it of a ticket.")
    is_on: bool
    switched_off_at: datetime | None = Field(description="By Maru, after it failed for days.")
    trouble: str = Field(description="A word for what is wrong now; empty when it works.")
    message: str = Field(description="The same for people.")


class NewWebhookOut(WebhookOut):
    model_config = ConfigDict(json_schema_extra={"example": {**EXAMPLE, "secret": "whsec_bWFydQ"}})
    secret: str = Field(description="Proves what we send. Given this once.")


class WebhookChange(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"hears": ["ticket.opened"], "is_on": True}}
    )
    name: Line = unset()
    url: Words = unset()
    hears: list[OccasionWord] = unset()
    brands: list[Id] = unset()
    teams: list[Id] = unset()
    conditions: dict[str, Any] = unset()
    by_hand: bool = unset()
    is_on: bool = unset()


class NewWebhook(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "name": "창고", "url": "https://hooks.onnuri.example/maru",
                "hears": ["ticket.opened", "ticket.status"], "brands": [1],
                "conditions": {"field": "tags", "op": "has", "value": "파손"},
            }
        }
    )  # fmt: skip
    name: Line
    url: Words
    hears: list[OccasionWord] = []
    brands: list[Id] = []
    teams: list[Id] = []
    conditions: dict[str, Any] = {}
    by_hand: bool = False


class AttemptOut(Schema):
    at: datetime
    ms: int = Field(description="How long it took.")
    status: int | None
    trouble: str
    said: str = Field(description="The beginning of what the other side said.")

    @staticmethod
    def resolve_ms(attempt: Attempt) -> int:
        return round(attempt.took * 1000)


class CallOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": CALL})
    id: int
    webhook_id: str = Field(description="The header of the same name, and «id» of the body.")
    type: str
    ticket: int | None
    state: Literal["waiting", "told", "failed"]
    tries: int
    trouble: str
    message: str
    created_at: datetime
    done_at: datetime | None
    attempts: list[AttemptOut] = Field(description="The latest first.")

    # Of a Call, whose own webhook_id is another one's number.
    @staticmethod
    def of(call: Call) -> dict[str, Any]:
        return {
            "id": call.pk, "webhook_id": call.ident, "type": call.happening,
            "ticket": ticket_of(call),
            "state": call.state, "tries": call.tries, "trouble": call.trouble,
            "message": in_words(call.trouble), "created_at": call.created_at,
            "done_at": call.done_at, "attempts": list(call.attempts.all()),
        }  # fmt: skip


class SentCallOut(CallOut):
    model_config = ConfigDict(json_schema_extra={"example": {**CALL, "data": None}})
    data: dict[str, Any] | None = Field(
        description="What is told; null where it is about a ticket that you do not see."
    )


class Since(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"since": "2026-11-29T00:00:00Z"}})
    since: datetime = Field(description="With its time zone. The log goes back two weeks.")


class Repeated(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"calls": 12}})
    calls: int = Field(description="How many are told once more.")


class Asking(Paging):
    state: Literal["waiting", "told", "failed"] | None = None


@router.read(
    "/webhooks", Page[WebhookOut], scope="staff:read", summary="List webhooks", fails=(422,)
)
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Programs that are told what happens to tickets. Administrators."""
    found = Endpoint.objects.visible_to(caller(request)).prefetch_related("brands", "teams")
    page = paged(found, "id", paging=paging)
    return {**page, "items": [_told(each) for each in page["items"]]}


@router.read("/webhooks/{id}", WebhookOut, scope="staff:read", summary="Show a webhook")
def show(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Without its address and secret."""
    return _told(_mine(request, id))


@router.write(
    "POST", "/webhooks", {201: NewWebhookOut}, scope="staff:write", summary="Make a webhook"
)
def create(request: HttpRequest, data: NewWebhook) -> Status[dict[str, Any]]:
    """Its secret is in the answer, and nowhere else afterwards. Administrators."""
    by = caller_who_can(request, Power.COMPANY)
    asked = data.dict()
    conditions = _read(asked.pop("conditions"))
    form = EndpointForm(_as_form(asked), by=by)
    require_valid(form)
    with transaction.atomic():  # never there without its conditions: it would be told everything
        saved = form.save_by(by)
        _ask_of(saved, conditions, by)
    return Status(201, {**_told(saved), "secret": form.new_secret})


@router.write(
    "PATCH", "/webhooks/{id}", {200: WebhookOut}, scope="staff:write", summary="Change a webhook"
)
def change(request: HttpRequest, id: Id, data: WebhookChange) -> dict[str, Any]:
    """Only what you send changes. ``is_on`` true: a clean sheet, after it was mended."""
    by, found = caller(request), _mine(request, id)
    asked = data.dict(exclude_unset=True)
    is_on = asked.pop("is_on", None)
    conditions = _read(asked.pop("conditions")) if "conditions" in asked else found.conditions
    with transaction.atomic():
        _change(found, asked, conditions, by)
        if is_on is not None:
            found.switch(is_on, by=by)
    return _told(_mine(request, id))


def _change(found: Endpoint, asked: dict[str, Any], conditions: dict[str, Any], by: Member) -> None:
    if asked:
        kept = {"name": found.name, "url": "", "hears": found.hears, "by_hand": found.is_by_hand,
                "brands": [row.pk for row in found.brands.all()],
                "teams": [row.pk for row in found.teams.all()]}  # fmt: skip
        form = EndpointForm(_as_form({**kept, **asked}), by=by, instance=found)
        require_valid(form)
        form.save_by(by)
    _ask_of(found, conditions, by)


@router.write(
    "DELETE", "/webhooks/{id}", {204: None}, scope="staff:write", summary="Remove a webhook"
)
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Its log goes along."""
    _mine(request, id).remove(by=caller(request))
    return Status(204, None)


@router.read("/webhooks/{id}/trial", TriedOut, scope="staff:write", summary="Try a webhook")
def trial(request: HttpRequest, id: Id) -> TriedOut:
    """Tell it now that this is a trial. Up to ten seconds."""
    return TriedOut.of(try_out(_mine(request, id).webhook, trial_words()))


@router.write(
    "POST", "/webhooks/{id}/secret", {201: SecretOut}, scope="staff:write",
    summary="Make a new secret of a webhook",
)  # fmt: skip
def new_secret(request: HttpRequest, id: Id) -> Status[dict[str, str]]:
    """The one of before signs along for a day."""
    return Status(201, {"secret": _mine(request, id).new_secret(by=caller(request))})


@router.read(
    "/webhooks/{id}/told", Page[CallOut], scope="staff:read",
    summary="Show what a webhook was told", fails=(422,),
)  # fmt: skip
def calls(request: HttpRequest, id: Id, paging: Query[Asking]) -> dict[str, Any]:
    """The latest first; kept for two weeks. What was told is with each alone."""
    rows = _mine(request, id).webhook.calls.prefetch_related("attempts")
    if paging.state:
        rows = rows.filter(state=paging.state)
    page = paged(rows, "-id", paging=paging)
    return {**page, "items": [CallOut.of(each) for each in page["items"]]}


@router.read(
    "/webhooks/{id}/told/{call_id}", SentCallOut, scope="staff:read",
    summary="Show one thing that a webhook was told",
)  # fmt: skip
def call(request: HttpRequest, id: Id, call_id: Id) -> dict[str, Any]:
    """With the ticket as it was told, where you may see that ticket."""
    by, found = caller(request), _mine(request, id)
    rows = found.webhook.calls.prefetch_related("attempts")
    row = get_object_or_404(rows, pk=call_id)
    seen = readable(row, by)
    if seen:
        AccessRecord.note(request, "api", by=by, customers=_customers(seen), subject_id=row.pk)
    return {**CallOut.of(row), "data": seen}


@router.write(
    "POST", "/webhooks/{id}/told/{call_id}/repetition", {200: CallOut}, scope="staff:write",
    summary="Tell a webhook once more", fails=(409,),
)  # fmt: skip
def repeat(request: HttpRequest, id: Id, call_id: Id) -> dict[str, Any]:
    """Under its own id, so that a program knows it again. 409 while it waits or is switched off."""
    found = _mine(request, id)
    row = get_object_or_404(found.webhook.calls, pk=call_id)
    if not found.is_on or not row.repeat():
        raise ApiError(409, "waits", "It waits, or its webhook is switched off.")
    rows = found.webhook.calls.prefetch_related("attempts")
    return CallOut.of(get_object_or_404(rows, pk=call_id))


@router.write(
    "POST", "/webhooks/{id}/repetitions", {200: Repeated}, scope="staff:write",
    summary="Tell a webhook all that failed", fails=(409,),
)  # fmt: skip
def repeat_failed(request: HttpRequest, id: Id, data: Since) -> dict[str, int]:
    """Whatever failed of what was to be told since then, in its order. 409 while switched off."""
    found = _mine(request, id)
    if not found.is_on:
        raise ApiError(409, "switched_off", "Its webhook is switched off.")
    if data.since.tzinfo is None:
        raise ApiError(422, "invalid", "Give the time zone, too.", fields={"since": "…+09:00"})
    return {"calls": found.repeat_failed(data.since, by=caller(request))}


def _mine(request: HttpRequest, id: int) -> Endpoint:
    rows = Endpoint.objects.visible_to(caller(request)).prefetch_related("brands", "teams")
    found: Endpoint = get_object_or_404(rows, pk=id)
    return found


def _read(given: Any) -> dict[str, Any]:
    try:
        return read_conditions(given)
    except BadCondition as why:
        raise ApiError(422, "invalid", why.message, fields={"conditions": str(why)}) from None


def _ask_of(endpoint: Endpoint, conditions: dict[str, Any], by: Member) -> None:
    if conditions == endpoint.conditions:
        return
    with transaction.atomic():
        was, endpoint.conditions = endpoint.conditions, conditions
        endpoint.save(update_fields=["conditions"])
        Event.record("endpoint.changed", endpoint, by=by, before={"conditions": was},
                     after={"conditions": conditions})  # fmt: skip


def _as_form(asked: dict[str, Any]) -> dict[str, Any]:
    return {**asked, "is_by_hand": asked["by_hand"]}


def _customers(data: dict[str, Any]) -> list[int]:
    requester = data.get("ticket", {}).get("requester")
    return [requester["id"]] if requester else []


def _told(endpoint: Endpoint) -> dict[str, Any]:
    webhook = endpoint.webhook
    return {
        "id": endpoint.pk, "name": endpoint.name, "host": webhook.host, "hears": endpoint.hears,
        "brands": sorted(row.pk for row in endpoint.brands.all()),
        "teams": sorted(row.pk for row in endpoint.teams.all()),
        "conditions": endpoint.conditions, "by_hand": endpoint.is_by_hand,
        "is_on": webhook.is_on, "switched_off_at": webhook.switched_off_at,
        "trouble": webhook.trouble, "message": in_words(webhook.trouble),
    }  # fmt: skip
