"""Handing something to an address that people name, with the guard of ``fetch`` (S9)."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.http import parse_http_date_safe

from maru.kit.http.addresses import pin
from maru.kit.http.line import PinnedConnection

LARGEST = 100_000  # bytes of an answer
LONGEST_PAUSE = timedelta(days=1)


class Why(StrEnum):
    """Why there was no answer. Of what lies inside our network it tells nothing (S9)."""

    NOT_ALLOWED = "not_allowed"  # no address that may be posted to
    NOT_FOUND = "not_found"  # the name is unknown
    NO_CONNECTION = "no_connection"
    NO_TRUST = "no_trust"  # its certificate is not good
    TOO_SLOW = "too_slow"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes  # at most LARGEST

    @property
    def retry_after(self) -> timedelta | None:
        """How long the other side wants to be left alone, a day at most; None: it does not say."""
        said = self.headers.get("Retry-After", "").strip()
        if said.isascii() and said.isdigit():
            return min(timedelta(seconds=int(said[:9])), LONGEST_PAUSE)
        at = parse_http_date_safe(said) if said else None
        if at is None:
            return None
        return min(timedelta(seconds=max(at - time.time(), 0)), LONGEST_PAUSE)


class NotPosted(Exception):
    """No answer could be had. ``may_have_arrived``: the other side may have it nevertheless."""

    def __init__(self, words: str, why: Why, *, may_have_arrived: bool = False) -> None:
        super().__init__(words)
        self.why, self.may_have_arrived = why, may_have_arrived


def why_not(url: str) -> Why | None:
    """Return why ``post`` would not even connect there now; None if it would try."""
    try:
        _connection(url, settings.FETCH_ALLOW, 0)
    except (OSError, ValueError) as error:
        return _why(error, is_underway=False)
    return None


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    opened: Sequence[str] | None = None,
    seconds: float = 15.0,
) -> Answer:
    """Return the answer, whatever its status; no redirect is followed.

    https only, but for hosts that ``opened`` names (see ``pin``; settings.FETCH_ALLOW without
    it). ``seconds`` bound the whole, name look-up excluded. Raises NotPosted.
    """
    deadline = time.monotonic() + seconds
    is_underway = False
    try:
        connection, path = _connection(
            url, settings.FETCH_ALLOW if opened is None else opened, deadline
        )
        try:
            connection.connect()
            is_underway = True
            connection.request("POST", path, body, {"User-Agent": "Maru", **headers})
            with connection.getresponse() as response:
                return Answer(response.status, response.headers, response.read(LARGEST))
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        why = _why(error, is_underway)
        raise NotPosted(str(error), why, may_have_arrived=is_underway) from error


def post_form(
    url: str, fields: Mapping[str, str], *, opened: Sequence[str] = (), seconds: float = 15.0
) -> tuple[int, bytes]:
    """Return status and body of the answer to a form. As ``post``. Raises NotPosted."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    answer = post(url, urlencode(fields).encode(), headers, opened=opened, seconds=seconds)
    return answer.status, answer.body


def _connection(url: str, opened: Sequence[str], deadline: float) -> tuple[PinnedConnection, str]:
    parts = urlsplit(url)
    is_tls = parts.scheme == "https"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("only http and https")
    if parts.username is not None or parts.password is not None:
        raise ValueError("no credentials")
    if not is_tls and not opened:
        raise ValueError("only https")
    host = parts.hostname.encode("idna").decode()
    port = parts.port or (443 if is_tls else 80)
    address = pin(host, port, opened=opened)
    if address is None or (not is_tls and address.is_global):
        raise ValueError("not an address to post to")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return PinnedConnection(host, port, address=address, is_tls=is_tls, deadline=deadline), path


def _why(error: Exception, is_underway: bool) -> Why:
    if isinstance(error, socket.gaierror):
        return Why.NOT_FOUND
    if isinstance(error, TimeoutError):
        return Why.TOO_SLOW
    if is_underway:
        return Why.BROKEN_OFF
    if isinstance(error, ssl.SSLError):
        return Why.NO_TRUST
    return Why.NOT_ALLOWED if isinstance(error, ValueError) else Why.NO_CONNECTION
