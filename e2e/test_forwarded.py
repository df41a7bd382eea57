"""A forwarded mail in a browser: its original sender becomes the customer, and back."""

import re

import pytest
from playwright.sync_api import expect

from e2e.composer import FIELD
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.mails import mail
from maru.support.tickets.tests.test_original_sender import FORWARDED, OUTSIDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 390])
def test_the_original_sender_becomes_the_customer_and_back(cast, opens, width):
    raw = mail(FORWARDED, sender=OUTSIDER, Subject="Fwd: 배송이 늦어요")
    accept([Letter(raw, (cast.mailbox.pk,))])
    open_waiting()
    ticket = Ticket.objects.latest("number")
    page = opens(cast.jisu, width=width, height=900)
    page.goto(f"/tickets/{ticket.pk}/")
    expect(page.locator(".message-original")).to_contain_text("박바다 bada@example.net")
    expect(page.locator(".quote blockquote")).to_be_visible()

    answer = page.locator(FIELD)
    page.get_by_role("button", name="원래 보낸 사람을 고객으로").click()
    expect(page.locator("#recipients b")).to_have_text("bada@example.net")
    expect(answer).to_have_attribute("aria-placeholder", "박바다 님에게 답변 쓰기…")
    expect(page.locator("#customer .customer")).to_contain_text("박바다")
    expect(page.locator(f"#row-{ticket.pk}")).to_contain_text("박바다")
    expect(page.locator(".toast")).to_contain_text("아무것도 보내지 않았습니다")

    page.locator(".toast button").click()
    expect(page.locator("#recipients b")).to_have_text("minsu@partner.example")
    expect(page.locator("#customer .customer")).to_contain_text("민수")
    page.get_by_role("tab", name="내부 메모").click()
    page.get_by_role("button", name="원래 보낸 사람을 고객으로").click()
    page.locator(".message-original").get_by_role("button", name="되돌리기").click()
    expect(page.locator("#recipients b")).to_have_text("minsu@partner.example")
    expect(page.locator("#recipients")).to_be_hidden()  # a note has none
    assert "메모" in str(answer.get_attribute("aria-placeholder"))
    page.get_by_role("tab", name="답변").click()
    expect(answer).to_have_attribute("aria-placeholder", re.compile("민수 님에게"))
    assert page.seen.errors == []
