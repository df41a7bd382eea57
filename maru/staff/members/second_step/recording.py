"""What changes about a second step is written down, and ends the member's other sessions (S16)."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from maru.staff.journal.models import Event
from maru.staff.members.member import Member
from maru.staff.members.sign_in import SignIn

VERBS = {
    signals.authenticator_added: "member.second_step_added",
    signals.authenticator_removed: "member.second_step_removed",
    signals.authenticator_reset: "member.recovery_codes",
}


def listen() -> None:
    for signal, verb in VERBS.items():
        signal.connect(_write_down, dispatch_uid=f"second step {verb}")


def _write_down(
    signal: Any, request: HttpRequest, user: Member, authenticator: Authenticator, **_: Any
) -> None:
    Event.record(VERBS[signal], user, by=user, after={"kind": authenticator.type})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        user.end_sign_ins(but=SignIn.id_of(request))
