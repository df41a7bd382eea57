"""A case was hard: one rests, sees until when above every page, and goes on."""

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from maru.support.routing.models import RoutingRule
from maru.support.routing.sweeping import route
from maru.support.tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_who_had_a_hard_case_is_given_nothing_until_they_go_on(cast, opens):
    RoutingRule.objects.create(team=cast.team, is_on=True)
    for other in (cast.minho, cast.sora):
        other.become("away", by=other)
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.locator("#ticket-header h1").wait_for()
    page.keyboard.press(".")
    page.get_by_role("button", name="힘든 문의였어요").click()
    bar = page.locator("#resting")
    expect(bar).to_contain_text("새 문의가 배정되지 않습니다")
    route()
    assert Ticket.objects.get().assignee is None

    page.goto("/load/")
    expect(page.get_by_text("오늘 배정받은 문의")).to_be_visible()
    assert faults(page) == []
    bar.get_by_role("button", name="다시 받기").click()
    expect(bar).to_be_hidden()
    route()
    assert Ticket.objects.get().assignee == cast.jisu


def test_how_long_one_rests_is_set_on_a_page(cast, opens):
    page = opens(cast.sora)
    page.goto("/console/wellbeing/")
    page.get_by_label("힘든 문의", exact=True).fill("20")
    page.get_by_label(f"{cast.team.name}: 힘든 문의").fill("30")
    assert faults(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("저장했습니다")).to_be_visible()
    expect(page.get_by_label(f"{cast.team.name}: 힘든 문의")).to_have_value("30")
