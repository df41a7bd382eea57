"""A webhook to a program: made, tried, told, and its log."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from maru.kit.webhooks.sending import tell_waiting
from maru.kit.webhooks.tests.programs import programs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outside(settings: Any) -> Any:
    settings.FETCH_ALLOW = ["127.0.0.1/32"]
    with programs() as found:
        yield found


def test_made_tried_told_and_repeated(cast, opens, outside):
    page = opens(cast.sora)
    page.goto("/console/webhooks/")
    page.get_by_role("link", name="새 웹훅").first.click()
    page.get_by_label("이름").fill("창고")
    page.get_by_label("주소").fill("https://10.0.0.1/x")
    page.get_by_label("담당이 바뀔 때").check()
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("마루는 이 주소로 연결하지 않습니다.")).to_be_visible()
    page.get_by_label("주소").fill(outside.plain)
    page.get_by_role("button", name="저장").click()
    secret = page.get_by_label("서명에 쓰는 비밀 키")
    expect(secret).to_be_visible()
    outside.secret = secret.input_value()
    assert outside.plain not in page.content()
    page.get_by_role("button", name="시험해 보기").click()
    expect(page.get_by_text("127.0.0.1에서 받았습니다.")).to_be_visible()

    cast.ticket.assign(cast.jisu, by=cast.minho)
    outside.faults = [(400, "no such order")]
    tell_waiting()
    page.goto("/console/webhooks/")
    page.get_by_role("link", name="창고").click()
    page.get_by_role("link", name="담당이 바뀔 때").click()
    expect(page.get_by_text("no such order")).to_be_visible()
    expect(page.get_by_text(cast.ticket.subject).first).to_be_visible()
    page.get_by_role("button", name="다시 보내기").click()
    expect(page.get_by_text("다시 보냅니다.")).to_be_visible()
    tell_waiting()
    assert outside.heard[-1]["data"]["ticket"]["number"] == cast.ticket.pk
    assert page.seen.errors == []
