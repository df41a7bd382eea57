"""What answers on a process's ports while it waits for the tables: come again in a moment.

A mail server keeps the mail at 421, a proxy and a browser hear 503. A closed port
would do for most of them; some programs give a mail up when nobody answers at all.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from socketserver import StreamRequestHandler, ThreadingTCPServer

from maru.project.environment import Environment

SECONDS = 5  # after which a browser looks again
PAGE = f"""<!doctype html><html lang="ko"><meta charset="utf-8"><title>Maru</title>
<meta http-equiv="refresh" content="{SECONDS}">
<p>마루를 업그레이드하고 있습니다. 잠시 뒤 저절로 다시 열립니다.
<p lang="en">Maru is being upgraded. This page comes back by itself in a moment.
"""


class Meanwhile:
    """The listeners of one process that waits; ``why`` is told on /health."""

    def __init__(self, *, pages: int = 0, mail: bool = False) -> None:
        environment = Environment()
        self._wanted: dict[type[_Pages | _Mail], tuple[str, int]] = {}
        if pages:
            self._wanted[_Pages] = (environment["MARU_BIND"], pages)
        if mail and (port := environment.number("MARU_SMTP_PORT")):
            self._wanted[_Mail] = (environment["MARU_SMTP_BIND"], port)
        self._open: list[_Pages | _Mail] = []

    def answer(self, why: str) -> None:
        """Open the ports that are not open yet; one that is still taken is tried the next time."""
        for kind, place in list(self._wanted.items()):
            try:
                server = kind(place, why)
            except OSError:
                continue
            del self._wanted[kind]
            self._open.append(server)
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        for server in self._open:
            server.shutdown()
            server.server_close()
        self._open.clear()


class _Page(BaseHTTPRequestHandler):
    timeout = 5.0  # seconds that a client may take to ask
    server: _Pages

    def answer(self) -> None:
        is_health = self.path.partition("?")[0] == "/health"
        parts = {"database": {"up": False, "late": False, "why": self.server.why}}
        told = {"status": "starting", "down": ["database"], "parts": parts}
        text = json.dumps(told) if is_health else PAGE
        body = text.encode()
        self.send_response(503)
        self.send_header("Content-Type", "application/json" if is_health else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", str(SECONDS))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: every browser that has a page open asks every few seconds."""


class _Greeting(StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"421 4.3.2 Maru is being upgraded, please try again later\r\n")


class _Pages(ThreadingHTTPServer):
    def __init__(self, place: tuple[str, int], why: str) -> None:
        self.why = why
        self.address_family = _family(place)
        super().__init__(place, _Page)


class _Mail(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, place: tuple[str, int], why: str) -> None:
        self.why = why
        self.address_family = _family(place)
        super().__init__(place, _Greeting)


def _family(place: tuple[str, int]) -> int:
    return AF_INET6 if ":" in place[0] else AF_INET
