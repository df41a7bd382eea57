"""A team's outlet: made, tried, told, and its log."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from maru.kit.webhooks.sending import tell_waiting
from maru.kit.webhooks.tests.programs import programs, slack_shows
from maru.staff.members.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outside(settings: Any) -> Any:
    settings.FETCH_ALLOW = ["127.0.0.1/32"]
    with programs() as found:
        yield found


def test_made_tried_and_told(cast, opens, outside):
    cast.jisu.role = Role.MANAGER
    cast.jisu.save()
    page = opens(cast.jisu)
    page.goto(f"/console/teams/{cast.team.pk}/")
    page.get_by_role("link", name="새 알림처").click()
    page.get_by_label("이름").fill("#교환")
    page.get_by_label("웹훅 주소").fill("https://10.0.0.1/services/x")
    page.get_by_label("담당이 정해질 때").check()
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("마루는 이 주소로 연결하지 않습니다.")).to_be_visible()
    page.get_by_label("웹훅 주소").fill(outside.slack)
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("heading", name="#교환")).to_be_visible()
    assert outside.slack not in page.content()
    page.get_by_role("button", name="시험해 보기").click()
    expect(page.get_by_text("127.0.0.1에서 받았습니다.")).to_be_visible()
    outside.faults = [(404, "no_service")]
    page.get_by_role("button", name="시험해 보기").click()
    expect(page.get_by_role("alert")).to_contain_text("없어졌거나 채널이 닫혔다고")

    cast.ticket.assign(cast.jisu, by=cast.minho)
    outside.faults = [(400, "invalid_payload")]
    tell_waiting()
    page.reload()
    page.locator("#log summary").first.click()
    expect(page.get_by_text("invalid_payload")).to_be_visible()
    page.get_by_role("button", name="다시 보내기").first.click()
    expect(page.get_by_text("다시 보냅니다.")).to_be_visible()
    tell_waiting()
    assert f"#{cast.ticket.pk}" in slack_shows(outside.heard[-1])
    assert page.seen.errors == []
