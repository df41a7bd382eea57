"""What a new user does: start it, send a mail, answer it in the browser, get a reply to that."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.composer import FIELD
from e2e.product import Product, product

SUBJECT = "회사 주소로 보내 주실 수 있나요"

pytestmark = pytest.mark.browser


def send(maru: Product, text: str, *, subject: str = SUBJECT, answers: str = "") -> None:
    mail = EmailMessage()
    mail["From"] = "박서준 <seojun@customer.example>"
    mail["To"] = "support@onnuri.example"
    mail["Subject"] = subject
    if answers:
        mail["In-Reply-To"] = mail["References"] = answers
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", maru.mail_port) as smtp:
        smtp.send_message(mail)


def open_ticket(page: Page, maru: Product) -> None:
    for _ in range(60):
        page.goto(f"{maru.url}/?view=unassigned")
        if page.get_by_text(SUBJECT).count():
            break
        page.wait_for_timeout(500)
    page.get_by_text(SUBJECT).first.click()
    expect(page.locator("h1", has_text=SUBJECT)).to_be_visible()


def test_a_first_customer_is_answered_and_answers_back(chromium: Browser) -> None:
    with product(is_first_start=True) as maru:
        page = chromium.new_page(locale="ko-KR")
        page.goto(maru.sign_in_link().replace("localhost", "127.0.0.1"))
        expect(page.locator("nav.rail")).to_be_visible()

        send(maru, "안녕하세요. 주문 ON-2611-0421 배송지를 회사로 바꿀 수 있을까요?")
        open_ticket(page, maru)
        page.locator(FIELD).fill("{{customer.name}}님, 회사 주소를 알려 주세요.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message--agent", has_text="박서준님, 회사 주소를")).to_be_visible()

        answer = maru.relay.wait_for(1)[0]
        assert answer["To"].addresses[0].addr_spec == "seojun@customer.example"
        assert "박서준님, 회사 주소를 알려 주세요." in answer.get_body(("plain",)).get_content()
        send(
            maru,
            "서울시 중구 세종대로 1입니다.",
            subject=f"Re: {SUBJECT}",
            answers=answer["Message-ID"],
        )

        # It appears by itself: nobody reloads.
        came = page.locator(".message", has_text="세종대로 1입니다")
        expect(came).to_be_visible(timeout=30_000)
        expect(came).to_have_count(1)
        expect(page.locator("h1", has_text=SUBJECT)).to_be_visible()
