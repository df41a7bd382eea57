"""Signatures by Standard Webhooks (symmetric, v1), so that any of its libraries verifies them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_bytes

TOLERANCE = 300  # seconds, both ways (S14)


class Unproven(Exception):
    """What came is not proved: ``code`` is unsigned, forged or late."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def new_secret() -> str:
    return "whsec_" + base64.b64encode(token_bytes(32)).decode()


def signed(body: bytes, *, ident: str, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """Return the headers that prove ``body``; each of ``secrets`` signs, while one replaces
    another."""
    moment = str(int(at.timestamp()))
    what = f"{ident}.{moment}.".encode() + body
    signatures = [f"v1,{_signature(what, secret)}" for secret in secrets]
    return {
        "webhook-id": ident,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signatures),
    }


def _signature(what: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, what, hashlib.sha256).digest()).decode()


def prove(
    body: bytes, headers: Mapping[str, str], *, secrets: Sequence[str], now: datetime
) -> None:
    """Return if one of ``secrets`` signed these very bytes, within five minutes of ``now``.

    Each signature is compared in constant time. Raises Unproven.
    """
    ident, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split()
    if not (ident and moment.isascii() and moment.isdecimal() and len(moment) < 15 and given):
        raise Unproven("unsigned")
    what = f"{ident}.{moment}.".encode() + body
    right = [f"v1,{_signature(what, secret)}".encode() for secret in secrets]
    good = [hmac.compare_digest(one.encode(), each) for one in given[:20] for each in right]
    if not any(good):
        raise Unproven("forged")
    if abs(int(now.timestamp()) - int(moment)) > TOLERANCE:
        raise Unproven("late")
