from __future__ import annotations

import http.client
import logging
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from maru.kit.http.addresses import pin
from maru.kit.http.line import PinnedConnection

log = logging.getLogger(__name__)

REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 3


@dataclass(frozen=True)
class Fetched:
    content_type: str  # as claimed; never believe it
    body: bytes


class NotFetched(Exception):
    """It could not be had. Says nothing of why: the answer would map our network."""


def fetch(
    url: str,
    *,
    max_bytes: int = 10_000_000,
    seconds: float = 10.0,
    redirects: int = MAX_REDIRECTS,
) -> Fetched:
    """Return what stands at ``url``: http(s) only, from public addresses only (S9).

    Each name is looked up once and the connection goes to the address that was
    checked; each of at most ``redirects`` is checked again. No credentials,
    no cookies, no referrer. ``seconds`` bounds the whole, ``max_bytes`` the body.
    Raises NotFetched. Blocks for as long as ``seconds``: name look-up excluded.
    """
    deadline = time.monotonic() + seconds
    try:
        for _ in range(redirects + 1):
            answer = _ask(url, deadline, max_bytes)
            if isinstance(answer, Fetched):
                return answer
            url = answer
    except (OSError, ValueError, http.client.HTTPException) as why:
        log.info("Not fetched: %s", type(why).__name__)
        raise NotFetched from None
    raise NotFetched


def _ask(url: str, deadline: float, max_bytes: int) -> Fetched | str:
    """Return what stands at ``url``, or the address it sends us on to."""
    connection, path = connection_to(url, deadline)
    try:
        headers = {
            "Accept": "image/*,*/*;q=0.5",
            "User-Agent": "Maru",
            "Accept-Encoding": "identity",
        }
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as response:
            if response.status in REDIRECTS:
                return urljoin(url, response.headers.get("Location", ""))
            return _read(response, max_bytes)
    finally:
        connection.close()


def connection_to(url: str, deadline: float) -> tuple[PinnedConnection, str]:
    """Return a connection to who has ``url``, at the address that was checked, and what to ask
    there. Raises ValueError for what may not be asked, OSError for a name that is not found."""
    parts = _checked(url)
    is_tls = parts.scheme == "https"
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port or (443 if is_tls else 80)
    address = pin(host, port)
    if address is None:
        raise ValueError("not a public address")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = PinnedConnection(host, port, address=address, is_tls=is_tls, deadline=deadline)
    return connection, path if path.startswith("/") else f"/{path}"


def _checked(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("only http and https")
    if parts.username is not None or parts.password is not None:
        raise ValueError("no credentials")
    return parts


def _read(response: http.client.HTTPResponse, max_bytes: int) -> Fetched:
    if response.status != 200:
        raise ValueError(f"status {response.status}")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ValueError("compressed")  # not asked for; a small answer could unfold to gigabytes
    body = bytearray()
    while chunk := response.read(65_536):
        body += chunk
        if len(body) > max_bytes:
            raise ValueError("too large")
    return Fetched(response.headers.get("Content-Type", ""), bytes(body))
