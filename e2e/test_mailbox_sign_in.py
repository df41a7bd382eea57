"""A mailbox is connected by signing in at Google: registered, refused, allowed, read; and answers
leave by the same sign-in."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.product import product
from maru.extensions.email.tests.dovecot import NOT_HERE, PROGRAM, dovecot
from maru.extensions.email.tests.oauth_provider import oauth_provider
from maru.extensions.email.tests.sink import sink
from maru.extensions.email.tests.token_server import CLIENT, SECRET
from tools.ports import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(PROGRAM is None and os.environ.get("MARU_CI") != "1", reason=NOT_HERE),
]
ADDRESS = "cs@onnuri.example"


def register(page: Page, url: str, server: str) -> str:
    """Enter what Google gave; return the redirect address that the page shows."""
    page.goto(f"{url}/console/provider-apps/google/")
    back = page.locator("input[readonly]").input_value()
    page.locator("[name=client_id]").fill(CLIENT)
    page.locator("[name=client_secret]").fill(SECRET)
    page.locator("form.form summary").click()
    page.locator("[name=server]").fill(server)
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("저장했습니다").first).to_be_visible()
    return back


def test_from_the_button_to_a_mail_read_with_xoauth2(chromium: Browser) -> None:
    port = free_port()
    with (
        oauth_provider("google") as google,
        sink() as relay,
        dovecot(introspection=google.tokens.url) as server,
        product(
            MARU_PORT=str(port),
            MARU_MAIL_ALLOW="127.0.0.0/8",
            SSL_CERT_FILE=os.environ["SSL_CERT_FILE"],
        ) as maru,
    ):
        url = f"http://localhost:{port}"
        page = chromium.new_context(locale="ko-KR", ignore_https_errors=True).new_page()
        page.goto(maru.sign_in_link())
        google.redirects = {register(page, url, google.url)}
        page.goto(f"{url}/console/mailboxes/new/")
        page.locator("[name=address]").fill(ADDRESS)
        page.locator("[name=provider]").select_option("other")
        expect(page.locator("[name=host]")).to_be_visible()
        page.locator("[name=host]").fill("127.0.0.1")
        page.locator("[name=port]").fill(str(server.port))
        page.locator("[name=security]").select_option("none")
        page.get_by_role("button", name="Google로 연결").click()
        page.get_by_role("button", name="Deny").click()
        expect(page.get_by_role("alert").first).to_contain_text("허락하지 않아")
        expect(page.locator("[name=address]")).to_have_value(ADDRESS)
        page.get_by_role("button", name="Google로 연결").click()
        expect(page.locator("[name=account]")).to_have_value(ADDRESS)
        page.get_by_role("button", name="Allow").click()
        expect(page.get_by_text("연결했습니다").first).to_be_visible()
        for _ in range(60):
            if page.get_by_text("연결됨", exact=True).count():
                break
            page.wait_for_timeout(500)
            page.reload()
        mail = b"From: kim@example.com\r\nTo: cs@onnuri.example\r\nSubject: by token\r\n\r\nHi\r\n"
        server.deliver(ADDRESS, [mail])
        for _ in range(60):
            page.goto(f"{url}/?view=unassigned")
            if page.get_by_text("by token").count():
                break
            page.wait_for_timeout(500)
        expect(page.get_by_text("by token").first).to_be_visible()
        relay.extensions.append("AUTH XOAUTH2")
        page.goto(f"{url}/console/mailboxes/")
        page.get_by_text(ADDRESS).first.click()
        page.get_by_role("link", name="보내는 서버").click()
        page.locator("[name=host]").fill("127.0.0.1")
        page.locator("[name=port]").fill(str(relay.port))
        page.locator("[name=security]").select_option("none")
        page.locator("[name=as_mailbox]").check()
        page.get_by_role("button", name="저장").click()
        page.get_by_role("button", name="나에게 시험 메일 보내기").click()
        expect(page.get_by_text("서버가 받았습니다").first).to_be_visible(timeout=30_000)
        assert relay.signed_in[-1].startswith("AUTH XOAUTH2 ")
        assert relay.mails[-1][0] == ADDRESS
