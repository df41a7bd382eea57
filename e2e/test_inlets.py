"""An address for a program: tried on an example, made, sent to, and its log."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from maru.extensions.webhooks.working import work_off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ORDER = {"id": "evt_1", "order": 7, "mail": "haneul@example.com", "memo": "뚜껑이 깨졌어요"}


def test_tried_made_sent_to_and_looked_up(cast, opens):
    page = opens(cast.sora)
    page.goto("/console/webhooks/")
    page.get_by_role("link", name="새 주소").click()
    page.get_by_label("이름", exact=True).fill("쇼핑몰")
    page.get_by_label("고객의 메일 주소").fill("email")
    page.get_by_label("제목").fill("주문 {{order}} 문제")
    page.get_by_label("고객의 말").fill("memo")
    page.get_by_label("무엇으로 다시 알아보는지").fill("id")
    page.get_by_label("오는 것의 예").fill(json.dumps(ORDER))
    page.get_by_role("button", name="예로 시험하기").click()
    expect(page.get_by_text("“email”에 아무것도 없습니다.")).to_be_visible()
    page.get_by_label("고객의 메일 주소").fill("mail")
    page.get_by_role("button", name="예로 시험하기").click()
    expect(page.get_by_text("주문 7 문제")).to_be_visible()
    page.get_by_role("button", name="저장").click()
    address = page.get_by_label("비밀 주소")
    expect(address).to_be_visible()
    path = urlsplit(address.input_value()).path
    for told in (ORDER, ORDER, {}):
        Client().post(path, told, content_type="application/json")
    work_off()
    page.goto("/console/webhooks/")
    page.get_by_role("link", name="쇼핑몰").click()
    expect(page.get_by_text("HTTP 422")).to_be_visible()
    page.get_by_role("link", name="evt_1").click()
    expect(page.get_by_text("뚜껑이 깨졌어요")).to_be_visible()
    page.get_by_role("link", name="문의 #").click()
    expect(page.get_by_text("주문 7 문제").first).to_be_visible()
    assert page.seen.errors == []
