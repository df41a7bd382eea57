"""/outlets: chats and programs that hear of a team's tickets. Addresses and secrets go in and
never out; a secret is given once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.outlets.models import Outlet
from maru.extensions.outlets.outlet_form import OutletForm
from maru.extensions.outlets.wording import trial_of
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.webhooks.api_schemas import SecretOut, TriedOut
from maru.kit.webhooks.models import Attempt, Call
from maru.kit.webhooks.sending import try_out
from maru.kit.webhooks.trouble import in_words
from maru.kit.webhooks.webhook import Form
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team

router = Routes()

KindWord = Literal["slack", "teams", "plain"]
HappeningWord = Literal[
    "new", "handed", "answered", "assigned", "mentioned", "reminder", "due", "solved"
]
LanguageWord = Literal["ko", "en"]

EXAMPLE: dict[str, Any] = {
    "id": 2, "team": 1, "name": "#returns", "kind": "slack", "host": "hooks.slack.com",
    "hears": ["new", "mentioned"], "language": "ko", "tells_words": True, "is_on": True,
    "switched_off_at": None, "trouble": "", "message": "",
}  # fmt: skip
CALL: dict[str, Any] = {
    "id": 9, "happening": "ticket.new", "title": "새 티켓", "state": "failed", "tries": 8,
    "trouble": "broken", "message": "저쪽에서 무언가 잘못되었다고 해요.",
    "created_at": "2026-11-29T09:00:00Z", "done_at": "2026-11-29T12:00:00Z",
    "attempts": [{"at": "2026-11-29T09:00:00Z", "status": 500, "trouble": "broken", "said": ""}],
}  # fmt: skip


class OutletOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    team: int
    name: str
    kind: KindWord
    host: str = Field(description="Of its address, which itself is never shown.")
    hears: list[HappeningWord]
    language: LanguageWord
    tells_words: bool = Field(description="Whether what people wrote goes along.")
    is_on: bool
    switched_off_at: datetime | None = Field(description="By Maru, after it failed for long.")
    trouble: str = Field(description="A word for what is wrong now; empty when it works.")
    message: str = Field(description="The same for people.")


class NewOutletOut(OutletOut):
    model_config = ConfigDict(json_schema_extra={"example": {**EXAMPLE, "secret": ""}})
    secret: str = Field(description="Of kind plain: proves our messages. Given this once.")


class OutletChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"hears": ["new"], "is_on": True}})
    name: Line = unset()
    url: Words = unset()
    hears: list[HappeningWord] = unset()
    language: LanguageWord = unset()
    tells_words: bool = unset()
    is_on: bool = unset()


class NewOutlet(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "team": 1, "name": "#returns", "kind": "slack", "hears": ["new", "mentioned"],
                "url": "https://hooks.slack.com/services/T000/B000/XXXX",
            }
        }
    )  # fmt: skip
    team: Id
    name: Line
    kind: KindWord
    url: Words
    hears: list[HappeningWord]
    language: LanguageWord = "ko"
    tells_words: bool = True


class AttemptOut(Schema):
    at: datetime
    status: int | None
    trouble: str
    said: str = Field(description="The beginning of what the other side said.")


class CallOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": CALL})
    id: int
    happening: str
    title: str
    state: Literal["waiting", "told", "failed"]
    tries: int
    trouble: str
    message: str
    created_at: datetime
    done_at: datetime | None
    attempts: list[AttemptOut] = Field(description="The latest first.")

    @staticmethod
    def resolve_title(call: Call) -> str:
        return call.content.title

    @staticmethod
    def resolve_message(call: Call) -> str:
        return in_words(call.trouble)

    @staticmethod
    def resolve_attempts(call: Call) -> list[Attempt]:
        return list(call.attempts.all())


class Asking(Paging):
    team: Id | None = Field(None, description="Only those of this team.")


@router.read("/outlets", Page[OutletOut], scope="staff:read", summary="List outlets", fails=(422,))
def index(request: HttpRequest, paging: Query[Asking]) -> dict[str, Any]:
    """Of the teams that you form. Managers and above."""
    found = Outlet.objects.visible_to(caller(request))
    if paging.team is not None:
        found = found.filter(team=paging.team)
    page = paged(found, "id", paging=paging)
    return {**page, "items": [_told(each) for each in page["items"]]}


@router.read("/outlets/{id}", OutletOut, scope="staff:read", summary="Show an outlet")
def show(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Without its address and secret."""
    return _told(_mine(request, id))


@router.write(
    "POST", "/outlets", {201: NewOutletOut}, scope="staff:write", summary="Make an outlet"
)
def create(request: HttpRequest, data: NewOutlet) -> Status[dict[str, Any]]:
    """The incoming webhook is made in Slack or Teams first. Managers and above."""
    by = caller_who_can(request, Power.PEOPLE)
    team = get_object_or_404(Team.objects.visible_to(by), pk=data.team)
    form = OutletForm(data.dict(exclude={"team"}), team=team)
    require_valid(form)
    saved = form.save_by(by)
    return Status(201, {**_told(saved), "secret": form.new_secret})


@router.write(
    "PATCH", "/outlets/{id}", {200: OutletOut}, scope="staff:write", summary="Change an outlet"
)
def change(request: HttpRequest, id: Id, data: OutletChange) -> dict[str, Any]:
    """Only what you send changes. ``is_on`` true: a clean sheet, after it was mended."""
    by, found = caller(request), _mine(request, id)
    asked = data.dict(exclude_unset=True)
    is_on = asked.pop("is_on", None)
    if asked:
        kept = {"name": found.name, "hears": found.hears, "language": found.language,
                "tells_words": found.tells_words, "url": ""}  # fmt: skip
        form = OutletForm({**kept, **asked}, team=found.team, instance=found)
        require_valid(form)
        form.save_by(by)
    if is_on is not None:
        found.switch(is_on, by=by)
    return _told(_mine(request, id))


@router.write(
    "DELETE", "/outlets/{id}", {204: None}, scope="staff:write", summary="Remove an outlet"
)
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Its log goes along."""
    _mine(request, id).remove(by=caller(request))
    return Status(204, None)


@router.read("/outlets/{id}/trial", TriedOut, scope="staff:write", summary="Try an outlet")
def trial(request: HttpRequest, id: Id) -> TriedOut:
    """Tell it now that this is a trial. Up to ten seconds."""
    found = _mine(request, id)
    return TriedOut.of(try_out(found.webhook, trial_of(found)))


@router.write(
    "POST", "/outlets/{id}/secret", {201: SecretOut}, scope="staff:write",
    summary="Make a new secret", fails=(409,),
)  # fmt: skip
def new_secret(request: HttpRequest, id: Id) -> Status[dict[str, str]]:
    """The one of before signs along for a day. 409 for Slack and Teams, which know none."""
    found = _mine(request, id)
    if found.webhook.form != Form.PLAIN:
        raise ApiError(409, "has_no_secret", "Only signed JSON has a secret.")
    return Status(201, {"secret": found.new_secret(by=caller(request))})


@router.read(
    "/outlets/{id}/calls", Page[CallOut], scope="staff:read", summary="Show what it was told",
    fails=(422,),
)  # fmt: skip
def calls(request: HttpRequest, id: Id, paging: Query[Paging]) -> dict[str, Any]:
    """The latest first; kept for two weeks."""
    found = _mine(request, id)
    return paged(found.webhook.calls.prefetch_related("attempts"), "-id", paging=paging)


@router.write(
    "POST", "/outlets/{id}/calls/{call_id}/repetition", {200: CallOut}, scope="staff:write",
    summary="Tell it once more", fails=(409,),
)  # fmt: skip
def repeat(request: HttpRequest, id: Id, call_id: Id) -> Call:
    """Under its own id, so that a program knows it again. 409 while it waits or is switched off."""
    found = _mine(request, id)
    call = get_object_or_404(found.webhook.calls, pk=call_id)
    if not found.is_on or not call.repeat():
        raise ApiError(409, "waits", "It waits, or its outlet is switched off.")
    return get_object_or_404(found.webhook.calls.prefetch_related("attempts"), pk=call_id)


def _mine(request: HttpRequest, id: int) -> Outlet:
    found: Outlet = get_object_or_404(Outlet.objects.visible_to(caller(request)), pk=id)
    return found


def _told(outlet: Outlet) -> dict[str, Any]:
    webhook = outlet.webhook
    return {
        "id": outlet.pk, "team": outlet.team_id, "name": outlet.name, "kind": webhook.form,
        "host": webhook.host, "hears": outlet.hears, "language": outlet.language,
        "tells_words": outlet.tells_words, "is_on": webhook.is_on,
        "switched_off_at": webhook.switched_off_at, "trouble": webhook.trouble,
        "message": in_words(webhook.trouble),
    }  # fmt: skip
