"""Handing a form to an address that people name, with the guard of ``fetch`` (S9)."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit

from maru.kit.http.addresses import pin
from maru.kit.http.line import PinnedConnection

LARGEST = 100_000  # bytes of an answer


class NotPosted(Exception):
    """No answer could be had."""


def post_form(
    url: str, fields: Mapping[str, str], *, opened: Sequence[str] = (), seconds: float = 15.0
) -> tuple[int, bytes]:
    """Return status and body of the answer; no redirect is followed.

    https only, but for hosts that ``opened`` names (see ``pin``). Raises NotPosted.
    """
    try:
        parts = urlsplit(url)
        host, is_tls = parts.hostname or "", parts.scheme == "https"
        if parts.scheme not in {"http", "https"} or not host:
            raise ValueError("only http and https")
        if not is_tls and not opened:
            raise ValueError("only https")
        port = parts.port or (443 if is_tls else 80)
        address = pin(host, port, opened=opened)
        if address is None or (not is_tls and address.is_global):
            raise ValueError("not an address to post to")
        connection = PinnedConnection(
            host, port, address=address, is_tls=is_tls, deadline=time.monotonic() + seconds
        )
        try:
            connection.request(
                "POST",
                parts.path + (f"?{parts.query}" if parts.query else ""),
                urlencode(fields),
                {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Maru",
                 "Accept": "application/json"},
            )  # fmt: skip
            with connection.getresponse() as response:
                return response.status, response.read(LARGEST)
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise NotPosted(str(error)) from error
