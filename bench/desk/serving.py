"""The server alone: the same requests without a browser, over a line that stays open."""

from __future__ import annotations

import gzip
import re
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench.databases import Unavailable

SWAP = {"HX-Request": "true"}


class Server:
    """A running Maru as its front answers it, asked by the member of ``cookie``."""

    def __init__(self, port: int, cookie: dict[str, str]) -> None:
        self._line = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": f"{cookie['name']}={cookie['value']}", "Accept-Language": "ko"}

    def took(self, path: str, headers: dict[str, str] | None = None) -> float:
        """Return the milliseconds until the whole page was here."""
        began = time.perf_counter()
        self._ask("GET", path, "", headers or {})
        return (time.perf_counter() - began) * 1000

    def took_form(self, path: str, fields: list[list[str]], cookies: str) -> float:
        """Return the milliseconds of sending a form as htmx does."""
        token = dict(fields).get("csrfmiddlewaretoken", "")
        headers = {
            **SWAP, "Cookie": cookies, "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        body = urlencode([(name, value) for name, value in fields])
        began = time.perf_counter()
        self._ask("POST", path, body, headers)
        return (time.perf_counter() - began) * 1000

    def first_view(self) -> dict[str, int]:
        """Return the scripts and styles that the page of the list names, and their bytes as they
        are sent to a browser; what the server does not compress, as gzip would (level 6).
        """
        page = self._ask("GET", "/tickets/", "", {}).decode()
        return {path: self._weight(path) for path in named_in(page)}

    def _weight(self, path: str) -> int:
        body = self._ask("GET", path, "", {"Accept-Encoding": "gzip"})
        return len(body) if body[:2] == b"\x1f\x8b" else len(gzip.compress(body, 6))

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> bytes:
        self._line.request(method, path, body or None, {**self._headers, **headers})
        response = self._line.getresponse()
        answer = response.read()
        if response.status != 200:
            raise Unavailable(f"{method} {path} answered {response.status}: {answer[:300]!r}")
        return answer


def named_in(page: str) -> list[str]:
    """Return the addresses of the scripts and styles in a page, each once."""
    found = re.findall(r'<script[^>]* src="([^"]+)"', page)
    found += re.findall(r'<link[^>]* rel="stylesheet"[^>]* href="([^"]+)"', page)
    return list(dict.fromkeys(found))
