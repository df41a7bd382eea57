"""Access tokens for XOAUTH2: fetched with the refresh token, kept in memory until they expire."""

from __future__ import annotations

import threading
import time

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import Mailbox
from maru.extensions.email.oauth.token_request import lasts, request_token

MARGIN = 120.0  # seconds before its end that a token no longer counts

_tokens: dict[str, tuple[str, float]] = {}  # by the refresh token, as it is sealed
_lock = threading.Lock()


def access_token(mailbox: Mailbox) -> str:
    """Return a token that is still good for a while. Raises Trouble. Costs a query, and a request
    now and then.

    A provider that hands out a new refresh token has it stored (RFC 6749, 6).
    """
    if forgotten(mailbox):
        raise Trouble("sign_in")
    with _lock:
        token, until = _tokens.get(mailbox.sealed_refresh_token, ("", 0.0))
    if time.monotonic() < until:
        return token
    if not mailbox.refresh_token:
        raise Trouble("sign_in")
    answer = request_token(mailbox.token_address, _fields(mailbox))
    if renewed := str(answer.get("refresh_token") or ""):
        _store(mailbox, renewed)
    token = str(answer["access_token"])
    remember(mailbox, token, lasts(answer))
    return token


def remember(mailbox: Mailbox, token: str, seconds: float) -> None:
    """Keep an access token that came with the mailbox's refresh token."""
    now = time.monotonic()
    with _lock:
        for sealed in [sealed for sealed, (_, until) in _tokens.items() if until < now]:
            del _tokens[sealed]
        _tokens[mailbox.sealed_refresh_token] = token, now + max(0.0, seconds - MARGIN)


def forget(mailbox: Mailbox) -> None:
    """Forget the token in memory; the next one is fetched."""
    with _lock:
        _tokens.pop(mailbox.sealed_refresh_token, None)


def forgotten(mailbox: Mailbox) -> bool:
    """Return whether the connection was removed, here or by another process, which cannot reach
    the token in our memory: it is forgotten then. Costs a query."""
    # One that is only tried out has no row yet.
    if mailbox.pk is None or Mailbox.objects.filter(pk=mailbox.pk).exists():
        return False
    forget(mailbox)
    return True


def _fields(mailbox: Mailbox) -> dict[str, str]:
    client_id, client_secret = mailbox.client
    return {
        "grant_type": "refresh_token",
        "refresh_token": mailbox.refresh_token,
        "client_id": client_id,
        "client_secret": client_secret,
    }


def _store(mailbox: Mailbox, refresh_token: str) -> None:
    if refresh_token == mailbox.refresh_token:
        return
    before = mailbox.sealed_refresh_token
    forget(mailbox)
    mailbox.refresh_token = refresh_token
    # Somebody may have signed in anew meanwhile: that token is not written over.
    kept = Mailbox.objects.filter(pk=mailbox.pk, sealed_refresh_token=before)
    kept.update(sealed_refresh_token=mailbox.sealed_refresh_token)
