"""/me/sign-ins and second steps. What lets somebody in (a password, a passkey, a link) is made on
the pages alone: a token that leaked must not become a way to sign in.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.company.models import Company
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.second_step.resetting import reset_second_step
from maru.staff.members.second_step.state import codes_left, required_from, steps_of

router = Routes()


class SignInOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 7, "device": "Chrome · Windows", "address": "192.0.2.7",
                "began_at": "2026-11-28T00:00:00Z", "seen_at": "2026-11-29T01:02:00Z",
            }
        }
    )  # fmt: skip
    id: int
    device: str = Field(description="As far as the browser tells; may be empty.")
    address: str = Field(description="From where it was last used.")
    began_at: datetime
    seen_at: datetime = Field(description="To the minute.")


class PasskeyOut(Schema):
    name: str
    created_at: datetime
    last_used_at: datetime | None


class SecondStepOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "app": True, "passkeys": [], "recovery_codes_left": 10,
                "required_from": "2026-12-01T00:00:00Z",
            }
        }
    )  # fmt: skip
    app: bool = Field(description="Whether codes of an app are asked for.")
    passkeys: list[PasskeyOut]
    recovery_codes_left: int
    required_from: datetime | None = Field(description="Null: the company does not ask for one.")


@router.read(
    "/me/sign-ins", Page[SignInOut], scope="staff:read", summary="List my sign-ins", fails=(422,)
)
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The browsers you are signed in with, the latest first. Tokens are no sign-ins."""
    return paged(caller(request).sign_ins.filter(ended_at=None), "-id", paging=paging)


@router.write(
    "DELETE", "/me/sign-ins/{id}", {204: None}, scope="staff:write", summary="Sign out a browser"
)
def end(request: HttpRequest, id: Id) -> Status[None]:
    """It learns so at its next question; its live pages close."""
    get_object_or_404(caller(request).sign_ins.filter(ended_at=None), pk=id).end()
    return Status(204, None)


@router.write(
    "DELETE", "/me/sign-ins", {204: None}, scope="staff:write", summary="Sign out everywhere"
)
def end_all(request: HttpRequest) -> Status[None]:
    """Every browser of yours. Your tokens stay good."""
    caller(request).end_sign_ins()
    return Status(204, None)


@router.read("/me/second-step", SecondStepOut, scope="staff:read", summary="Show my second step")
def second_step(request: HttpRequest) -> dict[str, Any]:
    """What is asked for after your password. It is set up and taken away on the page alone."""
    member = caller(request)
    steps = list(steps_of(member))
    return {
        "app": any(step.type == Authenticator.Type.TOTP for step in steps),
        "passkeys": [_passkey(s) for s in steps if s.type == Authenticator.Type.WEBAUTHN],
        "recovery_codes_left": codes_left(member),
        "required_from": required_from(member, Company.here()),
    }


@router.write(
    "DELETE", "/members/{id}/second-step", {204: None}, scope="staff:write",
    summary="Reset a member's second step", fails=(409,),
)  # fmt: skip
def reset(request: HttpRequest, id: Id) -> Status[None]:
    """For who lost their telephone. Administrators; the member is told by mail and signed out
    everywhere. Doing it twice changes nothing."""
    found = get_object_or_404(Member.objects.visible_to(caller(request)), pk=id)
    by = caller_who_can(request, Power.COMPANY)
    try:
        reset_second_step(found, by=by)
    except Disallowed as why:
        raise ApiError(409, "disallowed", str(why)) from why
    return Status(204, None)


def _passkey(step: Authenticator) -> dict[str, Any]:
    return {
        "name": step.wrap().name,
        "created_at": step.created_at,
        "last_used_at": step.last_used_at,
    }
