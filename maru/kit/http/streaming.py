"""Reading an answer while it comes, so that a large file is never whole in memory."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from maru.kit.http.fetching import NotFetched, connection_to

CHUNK = 262_144  # bytes


class Streamed:
    """An answer whose body is still to be read; every status counts, also a redirect."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers = response.headers
        self.size: int | None = response.length  # bytes; None where the other side does not say

    def chunks(self) -> Iterator[bytes]:
        """Yield the body. Raises NotFetched if it breaks off before its end, or takes too long."""
        left = self.size
        try:
            while chunk := self._response.read(CHUNK):
                left = None if left is None else left - len(chunk)
                yield chunk
        except (OSError, ValueError, http.client.HTTPException) as why:
            raise NotFetched from why
        if left:
            raise NotFetched  # http.client takes a connection that ends early for the end

    def head(self, most: int) -> bytes:
        """Return the beginning of the body, at most so many bytes. Raises NotFetched."""
        try:
            return self._response.read(most)
        except (OSError, ValueError, http.client.HTTPException) as why:
            raise NotFetched from why


@contextmanager
def streamed(url: str, *, headers: Mapping[str, str], seconds: float) -> Iterator[Streamed]:
    """Ask for ``url`` with these headers, guarded as ``fetch`` is (S9); follows no redirect.

    ``seconds`` bound the whole, reading too, name look-up excluded. Raises NotFetched.
    """
    try:
        connection, path = connection_to(url, time.monotonic() + seconds)
    except (OSError, ValueError) as why:
        raise NotFetched from why
    try:
        try:
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
        except (OSError, ValueError, http.client.HTTPException) as why:
            raise NotFetched from why
        with response:
            yield Streamed(response)
    finally:
        connection.close()
