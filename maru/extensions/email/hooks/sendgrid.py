"""SendGrid: "Inbound Email Parse Webhook", "Event Webhook Reference", "Event Webhook Security".

Its Inbound Parse signs nothing unless a security policy is made by its API: the address is the
secret. django-anymail no longer keeps SendGrid up, so its events are read here.
"""

from __future__ import annotations

import base64
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from maru.extensions.email.hooks.form_data import fields
from maru.extensions.email.hooks.hook import Hook
from maru.extensions.email.hooks.posted import (
    Forged,
    Malformed,
    News,
    NotTaken,
    Post,
    Posted,
    an_object,
    parsed,
)
from maru.records.channels.incoming import Fate

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
STAMP = "X-Twilio-Email-Event-Webhook-Timestamp"

FATES = {
    "processed": None,
    "delivered": Fate.DELIVERED,
    "deferred": Fate.DELAYED,
    "bounce": Fate.BOUNCED,
    "blocked": Fate.BOUNCED,
    "dropped": Fate.BOUNCED,
    "spamreport": Fate.COMPLAINED,
    "open": Fate.READ,
}


def mail(_hook: Hook, post: Post) -> Posted:
    given = fields(post)
    # Not "email": taken apart, its parts come in as many charsets as SendGrid found.
    if not given.get("email"):
        if "headers" not in given and "from" not in given:
            raise Malformed
        raise NotTaken("no_raw", later=True)  # after any 4xx SendGrid throws the mail away
    envelope = _envelope(given.get("envelope", b"{}"))
    to = envelope.get("to")
    recipient = str(to[0]) if isinstance(to, list) and to else ""
    return Posted(given["email"], str(envelope.get("from") or ""), recipient)


def _envelope(given: bytes) -> dict[str, Any]:
    try:
        return an_object(parsed(given))
    except Malformed:  # the mail is whole without it
        return {}


def news(hook: Hook, post: Post) -> list[News]:
    _prove(hook, post)
    told = post.json()
    if not isinstance(told, list):
        raise Malformed
    return [each for event in told if (each := _one(an_object(event)))]


def _one(event: dict[str, Any]) -> News | None:
    kind = event.get("event")
    if kind not in FATES:
        return None
    own = str(event.get("smtp-id") or "").strip(" <>")
    return News(FATES[kind], str(event.get("maru") or ""), own)


def _prove(hook: Hook, post: Post) -> None:
    """Raise Forged unless SendGrid signed it. How old it is does not matter: the signature covers
    all, a second time changes nothing, and it tries for a day."""
    try:
        signature = base64.b64decode(post.headers.get(SIGNATURE, ""), validate=True)
    except ValueError as error:
        raise Forged from error
    signed = post.headers.get(STAMP, "").encode() + post.body
    if not any(_signs(key, signed, signature) for key in hook.keys):
        raise Forged


def _signs(key: str, signed: bytes, signature: bytes) -> bool:
    try:
        public_key(key).verify(signature, signed, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key(text: str) -> EllipticCurvePublicKey:
    """Return SendGrid's verification key as its page shows it. Raises ValueError."""
    key = load_der_public_key(base64.b64decode("".join(text.split()), validate=True))
    if not isinstance(key, EllipticCurvePublicKey):
        raise ValueError("not an elliptic curve key")
    return key
