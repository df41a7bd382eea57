"""Handing one message to the push service of one browser."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import VapidException

from maru.kit.http.posting import Answer, NotPosted, post
from maru.kit.webpush.key import PushKey
from maru.kit.webpush.subscription import Subscription

LARGEST = 3000  # bytes of a message; the services take 4096 of it encrypted
SIGNED_FOR = timedelta(hours=12)  # they allow 24 hours
SECONDS = 10.0


class Gone(Exception):
    """The browser is no longer subscribed there: 404 or 410."""


class TryLater(Exception):
    """Not now. ``pause`` is how long the service wants to be left alone, None if it says nothing.

    Nothing was taken, or perhaps it was: under its topic the same message is one.
    """

    def __init__(self, words: str, pause: timedelta | None = None) -> None:
        super().__init__(words)
        self.pause = pause


class Refused(Exception):
    """It will not take this message, however often it is asked."""


@dataclass(frozen=True)
class PushMessage:
    """``topic``: a later one takes the place of an earlier one that the browser has not got yet;
    at most 32 letters, digits, - and _."""

    body: bytes
    topic: str
    keep: timedelta  # for a browser that is away
    is_urgent: bool = True


def push(message: PushMessage, to: Subscription, *, key: PushKey, contact: str) -> None:
    """Encrypt ``message`` for the browser and hand it to its service.

    ``contact`` is whom the service may turn to: ``mailto:`` or ``https:``. Blocks up to ten
    seconds, asks no database. Raises Gone, TryLater, Refused.
    """
    if len(message.body) > LARGEST:
        raise Refused("too long")
    try:
        answer = post(to.endpoint, encrypted(message.body, to), {
            **_signature(to.endpoint, key, contact),
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(int(message.keep.total_seconds())),
            "Topic": message.topic,
            "Urgency": "high" if message.is_urgent else "normal",
        }, seconds=SECONDS)  # fmt: skip
    except NotPosted as error:
        raise TryLater(error.why.value) from error
    except VapidException as error:
        raise Refused("not an address of a push service") from error
    _read(answer)


def encrypted(body: bytes, to: Subscription) -> bytes:
    """Return ``body`` as this browser alone reads it (RFC 8291)."""
    once = ec.generate_private_key(ec.SECP256R1())
    return bytes(
        http_ece.encrypt(
            body, private_key=once, dh=to.key, auth_secret=to.secret, version="aes128gcm"
        )
    )


def _signature(endpoint: str, key: PushKey, contact: str) -> dict[str, str]:
    """Say who we are to this service (RFC 8292). Raises VapidException."""
    parts = urlsplit(endpoint)
    until = int(time.time() + SIGNED_FOR.total_seconds())
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until, "sub": contact}
    return dict(key.signer.sign(claims))


def _read(answer: Answer) -> None:
    status = answer.status
    if 200 <= status < 300:
        return
    if status in {404, 410}:
        raise Gone
    words = f"{status} {answer.body[:200].decode(errors='replace')}".strip()
    if status in {408, 429} or status >= 500:
        raise TryLater(words, answer.retry_after)
    raise Refused(words)
