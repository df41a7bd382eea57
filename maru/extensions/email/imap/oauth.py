"""Access tokens for XOAUTH2: fetched with the refresh token, kept in memory until they expire."""

from __future__ import annotations

import json
import threading
import time

from django.conf import settings

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import Mailbox
from maru.kit.http.posting import NotPosted, post_form

MARGIN = 120.0  # seconds before its end that a token no longer counts

_tokens: dict[tuple[int | None, str], tuple[str, float]] = {}
_lock = threading.Lock()


def access_token(mailbox: Mailbox) -> str:
    """Return a token that is still good for a while. Raises Trouble. Costs a request now and then.

    A provider that hands out a new refresh token has it stored (RFC 6749, 6).
    """
    key = _key(mailbox)
    with _lock:
        token, until = _tokens.get(key, ("", 0.0))
    if time.monotonic() < until:
        return token
    answer = _ask(mailbox)
    token = str(answer["access_token"])
    if renewed := str(answer.get("refresh_token") or ""):
        _store(mailbox, renewed)
    lasts = float(str(answer.get("expires_in") or 3600))
    with _lock:
        _tokens[_key(mailbox)] = token, time.monotonic() + max(0.0, lasts - MARGIN)
    return token


def forget(mailbox: Mailbox) -> None:
    """Forget the token in memory; the next one is fetched."""
    with _lock:
        _tokens.pop(_key(mailbox), None)


def _key(mailbox: Mailbox) -> tuple[int | None, str]:
    return mailbox.pk, mailbox.sealed_refresh_token


def _ask(mailbox: Mailbox) -> dict[str, object]:
    fields = {
        "grant_type": "refresh_token",
        "refresh_token": mailbox.refresh_token,
        "client_id": mailbox.client_id,
        "client_secret": mailbox.client_secret,
    }
    fields = {name: value for name, value in fields.items() if value}
    try:
        status, body = post_form(mailbox.token_url, fields, opened=settings.MAIL_ALLOW)
        answer = json.loads(body)
    except (NotPosted, ValueError) as error:
        raise Trouble("token", error) from error
    if not isinstance(answer, dict):
        raise Trouble("token", f"status {status}")
    if status == 200 and answer.get("access_token"):
        return answer
    raise Trouble(_code(str(answer.get("error"))), _said(answer, status))


def _code(error: str) -> str:
    return {
        "invalid_grant": "grant",
        "interaction_required": "grant",
        "invalid_client": "client",
        "unauthorized_client": "client",
    }.get(error, "token")


def _said(answer: dict[str, object], status: int) -> str:
    words = answer.get("error_description") or answer.get("error") or f"status {status}"
    return str(words)


def _store(mailbox: Mailbox, refresh_token: str) -> None:
    if refresh_token != mailbox.refresh_token:
        mailbox.refresh_token = refresh_token
        if mailbox.pk:
            Mailbox.objects.filter(pk=mailbox.pk).update(
                sealed_refresh_token=mailbox.sealed_refresh_token
            )
