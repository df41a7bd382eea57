"""What a provider posts, proved and taken apart: only as far as the mail's own bytes.

anymail would read the mail here, in the process that serves pages; it is opened
like every other, later and within limits. Formats: Mailgun's "Receiving, forwarding and storing
messages" and "Securing webhooks", Postmark's "Inbound webhook".
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from maru.extensions.email.hooks.hook import Hook, HookProvider, HookUse

TOLERANCE = 300  # seconds (S14)
MOST_FIELDS = 500


class Forged(Exception):
    """It is not from the provider, or is an old message once more."""


class Malformed(Exception):
    """It is not what the provider sends."""


class NoRaw(Exception):
    """A mail without its original."""


@dataclass(frozen=True)
class Posted:
    raw: bytes
    sender: str
    recipient: str


def mail(hook: Hook, kind: str, body: bytes) -> Posted:
    """Return the mail in ``body`` (of content type ``kind``). Raises Forged, Malformed, NoRaw."""
    if hook.provider == HookProvider.MAILGUN:
        return _of_mailgun(hook, kind, body)
    return _of_postmark(_json(body))


def event(hook: Hook, body: bytes) -> dict[str, Any]:
    """Return what became of a mail, as the provider tells. Raises Forged, Malformed."""
    told = _json(body)
    if hook.provider == HookProvider.MAILGUN:
        block = told.get("signature")
        if not isinstance(block, dict):
            raise Malformed
        _prove(hook, {name: str(value) for name, value in block.items()}, body)
    return told


def _of_mailgun(hook: Hook, kind: str, body: bytes) -> Posted:
    fields = _form(kind, body)
    _prove(hook, {name: value.decode("latin-1") for name, value in fields.items()}, body)
    if not fields.get("body-mime"):
        raise NoRaw
    sender = fields.get("sender", b"").decode("utf-8", "replace")
    return Posted(
        fields["body-mime"], sender, fields.get("recipient", b"").decode("utf-8", "replace")
    )


def _of_postmark(told: dict[str, Any]) -> Posted:
    if "From" not in told and "FromFull" not in told:
        raise Malformed
    raw = told.get("RawEmail")
    if not isinstance(raw, str) or not raw:
        raise NoRaw
    headers = told.get("Headers")
    first = headers[0] if isinstance(headers, list) and headers else {}
    is_path = isinstance(first, dict) and str(first.get("Name")).lower() == "return-path"
    sender = str(first.get("Value", "")) if is_path else ""
    return Posted(
        raw.encode("utf-8", "surrogatepass"), sender, str(told.get("OriginalRecipient", ""))
    )


def _prove(hook: Hook, fields: dict[str, str], body: bytes) -> None:
    stamp, token = fields.get("timestamp", ""), fields.get("token", "")
    signature = fields.get("signature", "")
    if not hook.key or not stamp.isdecimal() or not token:
        raise Forged
    right = hmac.new(hook.key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature.encode(), right.encode()):
        raise Forged
    if abs(time.time() - int(stamp)) > TOLERANCE:
        raise Forged
    # The signature does not cover the mail: whoever saw one could send another with it.
    if HookUse.is_another(hook, token, body):
        raise Forged


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(told, dict):
        raise Malformed
    return told


def _form(kind: str, body: bytes) -> dict[str, bytes]:
    """Return the fields of a form, the last of each name, byte for byte."""
    if kind.startswith("application/x-www-form-urlencoded"):
        try:
            pairs = parse_qsl(
                body.decode("latin-1"), True, encoding="latin-1", max_num_fields=MOST_FIELDS
            )
        except ValueError as error:
            raise Malformed from error
        return {name: value.encode("latin-1") for name, value in pairs}
    if not kind.startswith("multipart/form-data"):
        raise Malformed
    head = b"Content-Type: " + kind.encode("latin-1", "replace") + b"\r\n\r\n"
    form = BytesParser(policy=HTTP).parsebytes(head + body)
    found: dict[str, bytes] = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found[name] = content
    return found
