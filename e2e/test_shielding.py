"""An abusive message: covered, opened by choice, answered by a warning that a person sends."""

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from maru.support.shielding.models import Opening

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MAIL = (
    "From: kim <kim@customer.example>\r\nTo: support@onnuri.example\r\nSubject: q\r\n"
    "Message-ID: <1@customer.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "야 이 개새끼야 답장 안 해?\r\n"
)


def test_it_is_covered_and_one_warns_without_reading_it(cast, opens):
    message = cast.mail_in(cast, MAIL.encode())
    page = opens(cast.jisu)
    page.goto(f"/tickets/{message.ticket_id}/")
    veil = page.locator(".veil")
    expect(veil).to_contain_text("모욕")
    expect(page.locator("#thread")).not_to_contain_text("개새끼")
    assert faults(page) == []

    veil.get_by_role("button", name="경고하기").click()
    expect(page.locator("#composer")).to_contain_text("폭언은 삼가")
    assert not message.ticket.messages.filter(direction="out").exists()

    veil.get_by_role("button", name="열어 보기").click()
    expect(page.locator("#thread")).to_contain_text("개새끼")
    assert Opening.objects.get().member == cast.jisu
