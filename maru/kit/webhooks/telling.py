"""Telling one webhook one thing, once: the network alone, no database."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from maru.kit.http.posting import NotPosted, post
from maru.kit.webhooks.announcement import Announcement, Gathered
from maru.kit.webhooks.bodies import BODIES, CHATS
from maru.kit.webhooks.bodies.body import Gone, Later, Refused
from maru.kit.webhooks.signing import signed
from maru.kit.webhooks.webhook import Form, Webhook

log = logging.getLogger(__name__)

SECONDS = 10.0


@dataclass(frozen=True)
class Outcome:
    """``trouble`` is "" where it was taken."""

    trouble: str = ""
    status: int | None = None
    said: str = ""
    took: float = 0.0  # seconds
    pause: timedelta | None = None  # that the other side asks for
    is_final: bool = False  # it will never be taken
    is_gone: bool = False  # nor anything else
    is_unsure: bool = False  # it may have come nevertheless


Told = Announcement | Gathered


def tell(webhook: Webhook, told: Told, *, ident: str, again: bool = False) -> Outcome:
    """Tell it now, and return what came of it. Blocks up to ten seconds; never raises."""
    began = time.monotonic()
    try:
        return _tell(webhook, told, ident, again, began)
    except Exception:
        log.exception("Webhook %s could not be told", webhook.pk)
        return Outcome("failed", took=time.monotonic() - began, is_final=True)


def _tell(webhook: Webhook, told: Told, ident: str, again: bool, began: float) -> Outcome:
    url = webhook.url
    if not url:
        return Outcome("unreadable", is_final=True)
    form = BODIES[webhook.form]
    if isinstance(told, Gathered):
        body = CHATS[webhook.form].write_several(told, again=again)
    else:
        body = form.write(told, ident=ident, again=again)
    headers = {"Content-Type": "application/json"}
    if webhook.form == Form.PLAIN:
        secrets = webhook.signing_secrets
        headers |= signed(body, ident=ident, at=timezone.now(), secrets=secrets)
    try:
        answer = post(url, body, headers, seconds=SECONDS)
    except NotPosted as error:
        took = time.monotonic() - began
        return Outcome(error.why.value, took=took, is_unsure=error.may_have_arrived)
    heard = Outcome(
        status=answer.status,
        said=answer.body[:300].decode(errors="replace"),
        took=time.monotonic() - began,
        pause=answer.retry_after,
    )
    try:
        form.read(answer)
    except Later as why:
        is_final, is_gone = isinstance(why, Refused), isinstance(why, Gone)
        return replace(heard, trouble=why.trouble, is_final=is_final, is_gone=is_gone)
    return heard
