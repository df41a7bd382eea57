"""A mailbox is connected: refused with the wrong password, then read with the right one."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser, expect

from e2e.product import product
from maru.extensions.email.tests.dovecot import NOT_HERE, PASSWORD, PROGRAM, dovecot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None and os.environ.get("MARU_CI") != "1", reason=NOT_HERE),
]


def test_a_mailbox_with_the_wrong_then_the_right_password(chromium: Browser) -> None:
    with dovecot() as server, product(MARU_MAIL_ALLOW="127.0.0.0/8") as maru:
        page = chromium.new_page(locale="ko-KR")
        page.goto(maru.sign_in_link().replace("localhost", "127.0.0.1"))
        page.goto(f"{maru.url}/console/mailboxes/")
        page.get_by_role("link", name="메일 계정 연결").last.click()
        page.locator("[name=address]").fill("cs@onnuri.example")
        page.locator("[name=provider]").select_option("other")
        expect(page.locator("[name=host]")).to_be_visible()
        page.locator("[name=host]").fill("127.0.0.1")
        page.locator("[name=port]").fill(str(server.port))
        page.locator("[name=security]").select_option("none")
        page.locator("[name=password]").fill("틀린열쇠")
        page.get_by_role("button", name="시험하고 연결").click()
        expect(page.get_by_role("alert").first).to_contain_text("비밀번호를 받지 않습니다")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="시험하고 연결").click()
        expect(page.get_by_text("cs@onnuri.example")).to_be_visible()
        for _ in range(60):
            if page.get_by_text("연결됨", exact=True).count():
                break
            page.wait_for_timeout(500)
            page.reload()
        server.deliver(
            "cs@onnuri.example",
            [b"From: kim@example.com\r\nTo: cs@onnuri.example\r\nSubject: by IMAP\r\n\r\nHi\r\n"],
        )
        for _ in range(60):
            page.goto(f"{maru.url}/?view=unassigned")
            if page.get_by_text("by IMAP").count():
                break
            page.wait_for_timeout(500)
        expect(page.get_by_text("by IMAP").first).to_be_visible()
