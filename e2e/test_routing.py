"""Routing is switched on; a ticket finds somebody and says why; whoever is absent loses it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.axe import faults
from maru.staff.members.models import Spell
from maru.support.routing.models import RoutingRule
from maru.support.routing.sweeping import route
from maru.support.tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_switched_on_it_gives_a_ticket_and_says_why_and_an_absence_brings_it_on(cast, opens):
    page = opens(cast.sora)
    page.goto("/console/routing/")
    page.get_by_role("link", name=cast.team.name).click()
    page.get_by_label("이 팀의 문의를 자동으로 배정").check()
    page.get_by_label("가장 한가한 사람").check()
    page.get_by_label("자리를 비우면 거두는 시간(분)").fill("30")
    page.get_by_label("윤소라").fill("0")
    assert faults(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("자동 배정을 켰습니다.")).to_be_visible()

    cast.minho.become("break", by=cast.minho)
    route()
    assert Ticket.objects.get().assignee == cast.jisu
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    panel = page.locator("#panel-routing")
    panel.get_by_text("왜?").click()
    expect(panel.get_by_text("받을 수 없었던 사람")).to_be_visible()
    expect(panel.get_by_text("휴식 중")).to_be_visible()
    expect(panel.locator("[data-chosen]")).to_contain_text("최지수")
    assert faults(page) == []

    # An hour of absence; and somebody who is there again.
    cast.minho.become("available", by=cast.minho)
    cast.jisu.become("away", by=cast.jisu)
    lasting = Spell.objects.filter(member=cast.jisu, ended_at=None)
    lasting.update(began_at=timezone.now() - timedelta(hours=1))
    route()
    assert Ticket.objects.get().assignee == cast.minho
    page.reload()
    expect(panel.locator("summary").first).to_contain_text("박민호")


def test_who_is_asked_first_takes_it_above_the_page(cast, opens):
    RoutingRule.objects.create(team=cast.team, is_on=True, asks_first=True, offer_seconds=600)
    cast.minho.become("away", by=cast.minho)
    cast.sora.become("away", by=cast.sora)
    route()
    page = opens(cast.jisu)
    page.goto("/my-day/")
    offer = page.get_by_role("region", name="내게 온 제안")
    expect(offer.get_by_text("이 문의를 맡으시겠어요?")).to_be_visible()
    expect(offer.locator("[data-count-down]")).to_contain_text("초 남음")
    assert faults(page) == []
    offer.get_by_role("button", name=f"맡기: #{cast.ticket.pk}").click()
    expect(page).to_have_url(re.compile(rf"/tickets/{cast.ticket.pk}/$"))
    assert Ticket.objects.get().assignee == cast.jisu
