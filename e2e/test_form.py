"""From a shop's page to the desk: a form in a frame, a mailed link, a ticket."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from e2e.product import Product, product

pytestmark = pytest.mark.browser

PHOTO = {"name": "깨진 뚜껑.txt", "mimeType": "text/plain", "buffer": "깨졌어요".encode()}


@dataclass
class Shop:
    """Somebody else's site. Maru is at localhost, this at 127.0.0.1: another site to a browser."""

    url: str
    body: str = ""


@contextmanager
def shop() -> Iterator[Shop]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            head = "<!doctype html><html lang=ko><meta charset=utf-8><title>가게</title>"
            wide = "<meta name=viewport content='width=device-width'><h1>가게</h1>"
            page = head + wide + kept.body
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Shop(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()


def test_a_form_in_a_shop_becomes_a_ticket(chromium: Browser) -> None:
    with product() as maru, shop() as allowed, shop() as stranger:
        desk = chromium.new_page(locale="ko-KR")
        desk.goto(maru.sign_in_link())
        allowed.body = stranger.body = made_form(desk, allowed.url)
        for width, height, address in [
            (1440, 900, "desk@example.com"),
            (390, 844, "phone@example.com"),
        ]:
            is_phone = width < 500
            context = chromium.new_context(
                locale="ko-KR", viewport={"width": width, "height": height}, is_mobile=is_phone
            )
            page = context.new_page()
            page.goto(allowed.url)
            frame = page.frame_locator("iframe")
            write(frame, address, subject=f"뚜껑이 깨져서 왔어요 {width}")
            expect(frame.get_by_role("heading", name="한 단계 남았습니다")).to_be_visible()
            assert context.cookies() == []
            fits(page)
            page.goto(link_mailed_to(maru, address))
            page.get_by_role("button", name="네, 제가 썼습니다").click()
            expect(page.get_by_role("heading", name="문의가 접수되었습니다")).to_be_visible()
            see_ticket(desk, f"뚜껑이 깨져서 왔어요 {width}")
            context.close()
        assert grounds(chromium, allowed) == ("light", None)
        other = chromium.new_page(locale="ko-KR")
        other.goto(stranger.url)
        other.wait_for_timeout(1000)
        assert [f.url for f in other.frames[1:]] == ["chrome-error://chromewebdata/"]


def grounds(chromium: Browser, shop: Shop) -> tuple[str | None, str | None]:
    """Return the theme that the form is given by a light page and by one that knows dark too."""
    page = chromium.new_page(color_scheme="dark")
    given = []
    for head in ["", "<style>:root { color-scheme: light dark }</style>"]:
        plain, shop.body = shop.body, head + shop.body
        page.goto(shop.url)
        shop.body = plain
        page.locator("iframe").wait_for()
        given.append(page.frame_locator("iframe").locator("html").get_attribute("data-theme"))
    page.close()
    return given[0], given[1]


def made_form(desk: Page, origin: str) -> str:
    """Make a form on the settings page and return the line that it gives to be copied."""
    desk.goto(f"{home(desk)}/console/forms/")
    desk.get_by_role("link", name="새 문의 양식").last.click()
    desk.locator("[name=name]").fill("가게 문의")
    desk.locator("[name=origins]").fill(origin)
    desk.get_by_role("button", name="저장").click()
    return desk.get_by_label("양식을 넣는 줄").input_value()


def home(page: Page) -> str:
    found = re.match(r"https?://[^/]+", page.url)
    assert found
    return found.group()


def write(frame: FrameLocator, address: str, *, subject: str) -> None:
    """Fill the form in as a person does: first with a mistake, files and words stay."""
    frame.locator("[name=name]").fill("박서준")
    frame.locator("[name=email]").fill("박서준")
    frame.locator("[name=subject]").fill(subject)
    frame.locator("[name=message]").fill("오늘 받았는데 깨져 있습니다.\n바꿔 주세요.")
    frame.locator("[name=files]").set_input_files([PHOTO])
    frame.locator("body").page.wait_for_timeout(2_100)
    frame.get_by_role("button", name="보내기").click()
    expect(frame.get_by_text("메일 주소가 아닙니다")).to_be_visible()
    expect(frame.locator("[name=message]")).to_have_value(re.compile("바꿔 주세요"))
    expect(frame.get_by_label(PHOTO["name"])).to_be_checked()
    frame.locator("[name=email]").fill(address)
    frame.get_by_role("button", name="보내기").click()


def fits(page: Page) -> None:
    """The frame is as tall as what is in it, and nothing is wider than the page."""
    inner = page.frames[1]
    page.wait_for_timeout(300)
    tall = inner.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert tall
    assert wide


def link_mailed_to(maru: Product, address: str) -> str:
    for _ in range(120):
        for mail in maru.relay.mails:
            if mail["to"] == address:
                body = mail.get_body(("plain",))
                assert body
                found = re.search(r"http://\S+/form/confirm/\S+/", body.get_content())
                assert found
                return found.group()
        threading.Event().wait(0.25)
    raise AssertionError(f"no mail to {address}")


def see_ticket(desk: Page, subject: str) -> None:
    for _ in range(60):
        desk.goto(f"{home(desk)}/?view=unassigned")
        if desk.get_by_text(subject).count():
            break
        desk.wait_for_timeout(500)
    desk.get_by_text(subject).first.click()
    expect(desk.get_by_text("바꿔 주세요.").first).to_be_visible()
    expect(desk.get_by_text(PHOTO["name"]).first).to_be_visible()
