"""The front over real sockets: whoever is slow waits alone."""

from __future__ import annotations

import contextlib
import http.client
import socket
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import uvicorn
from a2wsgi import WSGIMiddleware
from django.test import SimpleTestCase
from starlette.types import ASGIApp

from maru.project.front.buffering import Buffered
from maru.project.front.sending_files import SendsFiles
from maru.project.front.spooling import Spooled

LARGE = b"\0" * 3_000_000


def pages(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with how much was read, with much, or with a file."""
    body = environ["wsgi.input"].read()
    headers = [("Content-Type", "application/octet-stream")]
    if environ["PATH_INFO"] == "/file":
        headers.append(("X-Maru-Send-File", environ["QUERY_STRING"]))
        start_response("200 OK", headers)
        return [b""]
    start_response("200 OK", headers)
    return [LARGE if environ["PATH_INFO"] == "/large" else f"read {len(body)}".encode()]


@contextlib.contextmanager
def served() -> Iterator[int]:
    app = cast(ASGIApp, WSGIMiddleware(cast(Any, pages), workers=1))
    front = Spooled(SendsFiles(Buffered(app)), largest=1_000_000, grace=1.0)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(front, log_level="critical", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def ask(port: int, path: str = "/", body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST" if body is not None else "GET", path, body)
        response = connection.getresponse()
        assert response.getheader("X-Maru-Send-File") is None
        return response.status, response.read()


def half_an_upload(port: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nhalf")
    return client


class FrontTests(SimpleTestCase):
    def test_stalled_uploads_hold_no_page_and_are_sent_away(self):
        with served() as port, contextlib.ExitStack() as stack:
            stalled = [stack.enter_context(half_an_upload(port)) for _ in range(6)]
            self.assertEqual(ask(port), (200, b"read 0"))
            self.assertIn(b"408", stalled[0].recv(100))

    def test_slow_readers_hold_no_page(self):
        with served() as port, contextlib.ExitStack() as stack:
            for _ in range(6):
                client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertEqual(ask(port), (200, b"read 0"))

    def test_an_upload_arrives_whole(self):
        with served() as port:
            self.assertEqual(ask(port, body=b"x" * 999_999), (200, b"read 999999"))

    def test_a_body_that_is_too_large_is_refused(self):
        with served() as port:
            self.assertEqual(ask(port, body=b"x" * 1_000_001)[0], 413)

    def test_a_file_is_sent_whole_and_its_path_is_not_told(self):
        with served() as port, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "blob"
            path.write_bytes(LARGE)
            self.assertEqual(ask(port, f"/file?{path}"), (200, LARGE))
