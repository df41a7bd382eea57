"""Fetching from a real server on this machine, which a setting opens for the test."""

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.test import SimpleTestCase, override_settings

from maru.kit.http import NotFetched, fetch


class Page(BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        type(self).hits.append(self.path)
        name = self.path.strip("/").split("?")[0]
        getattr(self, f"give_{name.split('-')[0]}", self.give_picture)(name)

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def give_picture(self, name: str) -> None:
        seen = (
            f"{self.headers.get('Host')} {self.headers.get('Cookie')} {self.headers.get('Referer')}"
        )
        self.answer(seen.encode(), Content_Type="image/png")

    def give_hop(self, name: str) -> None:
        left = int(name.partition("-")[2])
        self.answer(b"", 302, Location=f"/hop-{left - 1}" if left else "/picture")

    def give_inside(self, name: str) -> None:
        self.answer(b"", 302, Location="http://169.254.169.254/latest/")

    def give_file(self, name: str) -> None:
        self.answer(b"", 302, Location="file:///etc/passwd")

    def give_large(self, name: str) -> None:
        self.answer(b"0" * 200_000)

    def give_bomb(self, name: str) -> None:
        self.answer(gzip.compress(b"0" * 1_000_000), Content_Encoding="gzip")

    def give_slow(self, name: str) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(600):  # a minute
                self.wfile.write(b"0")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            return

    def give_error(self, name: str) -> None:
        self.answer(b"secret stack trace", 500)

    def log_message(self, *args: object) -> None:
        pass


@override_settings(FETCH_ALLOW=["127.0.0.1/32"])
class FetchTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
        cls.server.daemon_threads = True
        cls.base = f"http://127.0.0.1:{cls.server.server_port}"
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def test_what_stands_there_comes_without_telling_who_asks(self):
        fetched = fetch(f"{self.base}/picture?size=1")
        host = self.base.removeprefix("http://")
        self.assertEqual(fetched.body.decode(), f"{host} None None")

    def test_three_redirects_are_followed_and_no_fourth(self):
        fetch(f"{self.base}/hop-2")
        with self.assertRaises(NotFetched):
            fetch(f"{self.base}/hop-3")

    def test_a_redirect_inwards_or_to_a_file_is_refused(self):
        for name in ["inside", "file"]:
            with self.assertRaises(NotFetched):
                fetch(f"{self.base}/{name}")

    def test_what_is_too_large_compressed_or_an_error_is_refused(self):
        for name in ["large", "bomb", "error"]:
            with self.assertRaises(NotFetched) as caught:
                fetch(f"{self.base}/{name}", max_bytes=100_000)
            self.assertEqual(str(caught.exception), "")

    def test_one_byte_now_and_then_does_not_hold_us(self):
        began = time.monotonic()
        with self.assertRaises(NotFetched):
            fetch(f"{self.base}/slow", seconds=0.5)
        self.assertLess(time.monotonic() - began, 30)

    def test_without_the_setting_nothing_of_ours_is_touched(self):
        Page.hits.clear()
        with override_settings(FETCH_ALLOW=[]), self.assertRaises(NotFetched):
            fetch(f"{self.base}/picture")
        self.assertEqual(Page.hits, [])
