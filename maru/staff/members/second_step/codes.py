"""Whether a code is right. Each is good once, in every process (RFC 6238, 5.2)."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from maru.kit.secrets import digest, new_token
from maru.kit.throttling.throttle import Throttle
from maru.staff.members.member import Member
from maru.staff.members.throttle import client_address

BY_ACCOUNT = Throttle("second-step", limit=10, window=timedelta(minutes=15))
BY_ADDRESS = Throttle("second-step-address", limit=30, window=timedelta(minutes=15))


def may_try(request: HttpRequest, member: Member) -> bool:
    """Return whether another code may be tried for ``member`` from here."""
    return not (BY_ADDRESS.wait(client_address(request)) or BY_ACCOUNT.wait(_account(member)))


def count_wrong(request: HttpRequest, member: Member) -> None:
    # Codes change with time, so that the same one again is a new guess.
    BY_ADDRESS.count(client_address(request), new_token())
    BY_ACCOUNT.count(_account(member), new_token())


def right_one(member: Member, code: str) -> Authenticator | None:
    """Return the app or the recovery codes that ``code`` is of, and use it up; None if wrong."""
    code = code.replace(" ", "").replace("-", "")
    for each in Authenticator.objects.filter(user=member).exclude(type="webauthn"):
        is_right = _use_up(each, code) if each.type == "totp" else each.wrap().validate_code(code)
        if is_right:
            return each
    return None


def _use_up(app: Authenticator, code: str) -> bool:
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=app.pk)
        secret = decrypt(row.data["secret"])
        for counter in yield_hotp_counters_from_time():
            is_new = counter > row.data.get("last_counter", -1)
            if is_new and constant_time_compare(
                format_hotp_value(hotp_value(secret, counter)), code
            ):
                row.data["last_counter"] = counter
                row.save(update_fields=["data"])
                return True
    return False


def _account(member: Member) -> str:
    return digest(f"member {member.pk}")
