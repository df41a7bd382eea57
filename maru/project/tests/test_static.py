"""A browser keeps what never changes, and asks no more before it paints."""

from __future__ import annotations

import asyncio
import gzip
import tempfile
from pathlib import Path
from typing import Any

from django.test import SimpleTestCase, override_settings

from maru.project.front.static import static_files


class StaticFilesTests(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.script = b"let a = 1;" * 1000
        for name in ("maru.16961f2fba90.js", "maru.js"):
            Path(folder.name, name).write_bytes(self.script)
        with override_settings(STATIC_ROOT=folder.name):
            self.files = static_files()

    def get(self, path: str, **asked: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body as they go over the line."""
        headers = [
            (name.replace("_", "-").encode(), value.encode()) for name, value in asked.items()
        ]
        scope = {
            "type": "http", "method": "GET", "path": path, "root_path": "", "headers": headers,
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()  # the browser stays on the line
            return {}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.files(scope, receive, send))
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], told, b"".join(each.get("body", b"") for each in sent[1:])

    def test_a_file_named_by_its_content_is_kept_for_good(self):
        _status, told, body = self.get("/maru.16961f2fba90.js")
        self.assertIn("immutable", told["cache-control"])
        self.assertEqual(body, self.script)

    def test_any_other_is_asked_for_again_and_not_sent_twice(self):
        _status, told, _body = self.get("/maru.js")
        self.assertEqual(told["cache-control"], "no-cache")
        status, _told, body = self.get("/maru.js", if_none_match=told["etag"])
        self.assertEqual((status, body), (304, b""))

    def test_it_is_sent_compressed_to_who_can_read_that(self):
        _status, told, body = self.get("/maru.js", accept_encoding="gzip")
        self.assertEqual((told["content-encoding"], gzip.decompress(body)), ("gzip", self.script))
        self.assertLess(len(body), len(self.script) / 10)
        self.assertNotIn("content-encoding", self.get("/maru.js")[1])
