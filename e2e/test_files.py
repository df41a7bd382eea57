"""Files of strangers through the whole product: nothing runs, no path is left (S7)."""

from __future__ import annotations

import json
import re
import smtplib
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from e2e.conftest import watch
from e2e.product import Product, product
from tools.ports import free_port

pytestmark = pytest.mark.browser

RUN = b"<script>alert(1);fetch('http://tracker.invalid/')</script>"


def picture(kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, kind)
    return out.getvalue()


# name as the sender says it -> bytes that are two things at once
FILES = {
    "page.html": b"<!doctype html><html><body>" + RUN,
    "page.txt": b"  \n<html>" + RUN,
    "page.png": b"<html>" + RUN,
    "late.txt": b"x" * 2000 + b"<html>" + RUN,
    "both.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=1;/*<html>" + RUN + b"*/",
    "real.gif": picture("GIF") + b"<html>" + RUN,
    "real.png": picture() + RUN,
    "pic.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + RUN + b"</svg>",
    "xml.svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page.xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>" + RUN,
    "doc.pdf": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n" + RUN,
    "run.js": b"alert(1)",
    "mail.mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>" + RUN,
    "../../../etc/passwd": RUN,
    "..\\..\\win.ini": RUN,
    "a\0.html": RUN,
    "\u200b.htaccess": b"AddType text/html .pht",
    "\u202elmth.gpj": RUN,
    'x"\r\nContent-Type: text/html\r\n\r\n.html': RUN,
    "x" * 4096 + ".html": RUN,
    "CON": RUN,
    "nul .html": RUN,
}  # fmt: skip
INSIDE = "안쪽 그림"


def mail(number: int, files: list[tuple[str, bytes]]) -> bytes:
    """Return a mail with ``files``, and a picture inside its HTML; written by hand."""
    parts = "".join(
        f"--BB\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename*=utf-8''{quote(name, safe='')}\r\n\r\n"
        f"{b64encode(data).decode()}\r\n"
        for name, data in files
    )
    return (
        f"From: <s{number}@customer.example>\r\nTo: support@onnuri.example\r\n"
        f"Subject: polyglot {number}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/related; boundary=BB\r\n\r\n"
        f'--BB\r\nContent-Type: text/html\r\n\r\n<p>{INSIDE}<img src="cid:in@x">\r\n'
        f"--BB\r\nContent-Type: image/png\r\nContent-ID: <in@x>\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{b64encode(picture()).decode()}\r\n"
        f"{parts}--BB--\r\n"
    ).encode()


class Api:
    def __init__(self, maru: Product) -> None:
        maru.command("createadmin", "files@onnuri.example", "--password", "아주 긴 비밀번호 하나")
        self.url = maru.url
        self.host = urlsplit(maru.environment["MARU_URL"]).netloc
        self.token = maru.command(
            "token", "files@onnuri.example", "--scope", "tickets:read", "tickets:write"
        ).split()[-1]

    def call(self, path: str, data: bytes | None = None, kind: str = "application/json") -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", data,
            {"Authorization": f"Bearer {self.token}", "Content-Type": kind, "Host": self.host},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def upload(self, name: str, data: bytes) -> str:
        said = name.replace("\0", "%00").replace('"', "%22").replace("\r\n", "%0D%0A")
        body = (
            b'--BB\r\nContent-Disposition: form-data; name="file"; filename="'
            + said.encode() + b'"\r\nContent-Type: text/html\r\n\r\n' + data + b"\r\n--BB--\r\n"
        )  # fmt: skip
        try:
            return str(self.call("/files", body, "multipart/form-data; boundary=BB")["key"])
        except HTTPError as refusal:
            if refusal.code == 400:
                return ""  # a head too long to be read: nothing was taken in
            raise


@pytest.fixture(params=["one host", "files host"])
def maru(request: Any) -> Iterator[Product]:
    port = free_port()
    own: dict[str, str] = {"MARU_PORT": str(port), "MARU_URL": f"http://desk.localhost:{port}"}
    if request.param == "files host":
        own["MARU_FILES_HOST"] = f"files.localhost:{port}"
    with product(**own) as started:
        yield started


def test_files_by_mail_and_by_api_leave_as_files_only(maru: Product, chromium: Browser) -> None:
    desk = maru.environment["MARU_URL"]
    has_files_host = "MARU_FILES_HOST" in maru.environment
    tickets = tickets_with_files(maru)
    context = chromium.new_context(locale="ko-KR", accept_downloads=True)
    page = context.new_page()
    seen = watch(page, desk)
    if has_files_host:
        context.unroute_all()
        context.on("request", lambda r: outside(r.url, seen.outside))
    page.goto(re.sub(r"http://[^/]+", desk, maru.sign_in_link()))
    names = set()
    for ticket in tickets:
        page.goto(f"{desk}/tickets/{ticket}/")
        for address in links(page):
            names.add(leaves_as_a_file(page, address, desk, has_files_host))
    assert len(names) >= 20
    see_the_picture_inside(page, f"{desk}/tickets/{tickets[0]}/", has_files_host)
    assert (seen.dialogs, seen.outside) == ([], [])
    context.close()


def tickets_with_files(maru: Product) -> list[int]:
    """Send all files by mail, write them by API; return the numbers of the tickets."""
    with smtplib.SMTP("127.0.0.1", maru.mail_port) as smtp:
        smtp.sendmail("s@customer.example", ["support@onnuri.example"], mail(0, [*FILES.items()]))
    api = Api(maru)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        found = [t for t in api.call("/tickets?limit=50")["items"] if "polyglot" in t["subject"]]
        if found:
            break
        time.sleep(0.5)
    number = found[0]["number"]
    keys = [key for name, data in FILES.items() if (key := api.upload(name, data))]
    assert len(keys) >= len(FILES) - 3
    for start in range(0, len(keys), 10):
        data = {"body": "files", "public": False, "attachments": keys[start : start + 10]}
        api.call(f"/tickets/{number}/messages", json.dumps(data).encode())
    return [number]


def links(page: Page) -> list[str]:
    found = page.eval_on_selector_all("a[href*='/pass/attachment/']", "all => all.map(a => a.href)")
    assert len(found) >= 2 * 20
    return list(dict.fromkeys(found))


def leaves_as_a_file(page: Page, address: str, desk: str, has_files_host: bool) -> str:
    """Follow the link as a person would; return the name under which it comes."""
    # Chromium itself knows names under .localhost; nothing else here needs to.
    given = page.expect_response(lambda r: "/pass/attachment/" in r.url and r.status == 200)
    with given as answered, page.expect_download() as coming:
        page.evaluate("address => { location.href = address }", address)
    answer = answered.value
    host = urlsplit(answer.url).hostname
    assert host == ("files.localhost" if has_files_host else urlsplit(desk).hostname)
    headers = answer.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["content-disposition"].startswith("attachment")
    assert not re.search("html|svg|xml|script", headers["content-type"])
    name = coming.value.suggested_filename
    assert not re.search(r"[/\\\x00-\x1f\u200b\u202e]|^\.", name), name
    assert len(name) <= 121
    return name


def see_the_picture_inside(page: Page, ticket: str, has_files_host: bool) -> None:
    page.goto(ticket)
    page.locator("[data-show-mail]").first.click()
    page.frame_locator(".mail-frame iframe").first.get_by_text(INSIDE).wait_for()
    drawn = page.frame_locator(".mail-frame iframe").first.locator("img")
    drawn.wait_for()
    if has_files_host:
        assert "files.localhost" in page.frames[-1].url


def outside(url: str, found: list[str]) -> None:
    if not re.match(r"http://(desk|files)\.localhost:|data:|blob:|about:", url):
        found.append(url)
