"""A rule in a browser: made, tried, switched on, and explained on a ticket."""

import re

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from maru.support.automation.models import Firing, Rule
from maru.support.automation.triggering import carry_out_waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_rule_from_nothing_to_its_reason_on_a_ticket(cast, opens):
    cast.ticket.set_priority(4, by=cast.jisu)
    page = opens(cast.sora)
    page.goto("/console/rules/")
    page.get_by_role("link", name="새 규칙").first.click()
    page.get_by_label("이름", exact=True).fill("급하면 파손 태그")
    to = page.get_by_label("우선순위: 새 값")
    expect(to).to_be_hidden()
    page.locator("[name=on][value=priority]").check()
    to.select_option("4")
    page.locator("#add_0").click()
    row = page.get_by_role("group", name="조건 1")
    with page.expect_response("**/console/rules/conditions/"):
        row.get_by_label("항목").select_option("subject")
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    row.get_by_label("값").fill("깨져서")
    page.get_by_label("태그 붙이기").fill("파손")
    assert faults(page) == []
    page.get_by_role("button", name="저장").click()
    page.wait_for_url(re.compile(r"/console/rules/\d+/"))
    rule = Rule.objects.get()
    assert not rule.is_on

    page.get_by_role("link", name="지난 30일에 시험해 보기").click()
    expect(page.get_by_role("main")).to_contain_text("1번 돌았을 것입니다")
    expect(page.get_by_role("main")).to_contain_text(cast.ticket.subject)
    assert faults(page) == []
    page.goto(f"/console/rules/{rule.pk}/")
    page.get_by_role("button", name="켜기", exact=True).click()
    expect(page.get_by_role("button", name="끄기")).to_be_visible()

    cast.ticket.set_priority(1, by=cast.jisu)
    cast.ticket.set_priority(4, by=cast.jisu)
    carry_out_waiting()
    desk = opens(cast.jisu)
    desk.goto(f"/tickets/{cast.ticket.pk}/")
    panel = desk.locator("#panel-rules")
    expect(panel).to_contain_text("급하면 파손 태그")
    expect(panel).to_contain_text("까닭: 우선순위")
    panel.get_by_role("button", name="되돌리기").click()
    expect(desk.get_by_text("되돌렸습니다.")).to_be_visible()
    assert Firing.objects.get().undone_at is not None
    assert not cast.ticket.tags.exists()
    assert page.seen.errors == []
    assert desk.seen.errors == []
