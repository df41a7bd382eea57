"""A lead plans a week, an absence and what the team needs, and sees where people are missing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from e2e.axe import faults
from maru.staff.shifts.models import Absence, ShiftPattern

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CALLS = "10, 40, 40, 40, 40, 40, 0, 0\n11, 2, 2, 2, 2, 2, 0, 0"


WIDTHS = "() => [document.querySelector('#main').scrollWidth, document.body.clientWidth]"


def fits(page: Page) -> bool:
    """Return whether nothing stands beside the screen."""
    needed, there = page.evaluate(WIDTHS)
    return bool(needed <= there)


def test_shifts_and_an_absence_are_planned_and_the_heat_map_shows_what_is_missing(cast, opens):
    page = opens(cast.minho)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page.get_by_role("heading", name="근무표")).to_be_visible()
    page.get_by_role("rowheader", name="최지수").get_by_role("link").click()
    page.get_by_role("link", name="새 주간 근무").click()
    page.get_by_label("월요일 근무").fill("9-9")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("시작하는 시각과 끝나는 시각이 같습니다.")).to_be_visible()
    assert faults(page) == []
    for day in ("월", "화", "수", "목", "금"):
        page.get_by_label(f"{day}요일 근무").fill("9-18")
        page.get_by_label(f"{day}요일 휴게 시간").fill("12-13")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("적용 중")).to_be_visible()
    assert ShiftPattern.objects.get().minutes == 40 * 60

    page.get_by_role("link", name="휴가·부재 넣기").click()
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    page.get_by_label("첫날").fill(str(monday))
    page.get_by_label("마지막 날").fill("")
    page.get_by_label("종일 또는 반차").select_option("afternoon")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text(re.compile("대신할 사람을 확인하세요"))).to_be_visible()
    assert Absence.objects.get().part == "afternoon"
    assert faults(page) == []

    page.goto(f"/shifts/?week={monday}")
    row = page.get_by_role("row", name=re.compile("최지수"))
    expect(row.get_by_text("휴가 · 오후")).to_be_visible()
    assert faults(page) == []
    row.get_by_role("link", name=re.compile("정하기")).nth(1).click()
    page.get_by_label("누구와").select_option(label=re.compile("박민호").pattern + " · 쉼")
    page.get_by_role("button", name="맞바꾸기").click()
    expect(page.get_by_text("최지수님과 박민호님의 근무를 맞바꿨습니다.")).to_be_visible()
    expect(page.get_by_text("맞바꿈").first).to_be_visible()

    page.get_by_role("link", name="필요한 인원").click()
    page.get_by_role("link", name="필요한 것 정하기").click()
    page.get_by_label("전화", exact=True).check()
    page.locator("[name=phone-arrivals]").fill(CALLS)
    assert faults(page) == []
    page.get_by_role("button", name="저장").click()
    page.goto(f"/shifts/coverage/?week={monday}")
    ten = page.get_by_role("row", name=re.compile("^10:00"))
    expect(ten.get_by_role("cell").nth(0)).to_contain_text("모자람")
    expect(page.get_by_text("사람이", exact=False).first).to_contain_text("모자랍니다")
    assert faults(page) == []
    page.goto(f"/shifts/forecast/?week={monday}")
    expect(page.get_by_text("아직 예측하지 않았습니다")).to_be_visible()
    assert faults(page) == []
    assert page.seen.errors == []


def test_on_a_phone_everything_stands_within_the_screen(cast, opens):
    page = opens(cast.minho, width=390, height=844)
    ShiftPattern.objects.create(
        member=cast.jisu, begins_on="2026-01-05",
        week={"mon": {"shifts": [["09:00", "18:00"]], "breaks": [["12:00", "13:00"]]}},
    )  # fmt: skip
    for path in ("/shifts/", f"/shifts/{cast.jisu.pk}/", f"/shifts/teams/{cast.team.pk}/",
                 "/shifts/coverage/", "/shifts/forecast/", "/shifts/copying/"):  # fmt: skip
        page.goto(path)
        assert fits(page), path
        assert faults(page) == [], path


def test_an_agent_reads_their_own_shifts(cast, opens):
    page = opens(cast.jisu)
    page.goto("/shifts/")
    expect(page.get_by_text("이번 주 근무가 없습니다")).to_be_visible()
    expect(page.get_by_text("박민호")).to_have_count(0)
    expect(page.get_by_role("link", name="한 주 복사")).to_have_count(0)
