"""Signatures by Standard Webhooks (symmetric, v1), so that any of its libraries verifies them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime


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
