"""Mailgun: "Receiving, forwarding and storing messages", "Securing webhooks"."""

from __future__ import annotations

import hashlib
import hmac
import time

from anymail.webhooks.mailgun import MailgunTrackingWebhookView

from maru.extensions.email.hooks.anymail_news import as_news
from maru.extensions.email.hooks.form_data import fields
from maru.extensions.email.hooks.hook import Hook, HookUse
from maru.extensions.email.hooks.posted import (
    Forged,
    Malformed,
    News,
    NotTaken,
    Post,
    Posted,
    an_object,
)

TOLERANCE = 300  # seconds (S14)


def mail(hook: Hook, post: Post) -> Posted:
    given = fields(post)
    _prove(hook, {name: value.decode("latin-1") for name, value in given.items()}, post.body)
    if not given.get("body-mime"):
        raise NotTaken("no_raw")
    sender, recipient = (
        given.get(name, b"").decode("utf-8", "replace") for name in ("sender", "recipient")
    )
    return Posted(given["body-mime"], sender, recipient)


def news(hook: Hook, post: Post) -> list[News]:
    told = an_object(post.json())
    block = told.get("signature")
    if not isinstance(block, dict):
        raise Malformed
    _prove(hook, {name: str(value) for name, value in block.items()}, post.body)
    return as_news(MailgunTrackingWebhookView(webhook_signing_key="-").esp_to_anymail_event(told))


def _prove(hook: Hook, given: dict[str, str], body: bytes) -> None:
    stamp, token = given.get("timestamp", ""), given.get("token", "")
    signature = given.get("signature", "")
    if not stamp.isdecimal() or not token:
        raise Forged
    if not any(_signs(key, f"{stamp}{token}", signature) for key in hook.keys):
        raise Forged
    if abs(time.time() - int(stamp)) > TOLERANCE:
        raise Forged
    # The signature does not cover the mail: whoever saw one could send another with it.
    if HookUse.is_another(hook, token, body):
        raise Forged


def _signs(key: str, what: str, signature: str) -> bool:
    right = hmac.new(key.encode(), what.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode(), right.encode())
