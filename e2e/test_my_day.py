"""An agent's own day: a reminder in words, the page, ticked by keys and taken back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.axe import faults
from maru.support.reminders.models import Reminder
from maru.support.tasks.adding import add_tasks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def accessible(page):
    assert faults(page) == []


def test_a_reminder_is_set_in_words_put_off_and_taken_back(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.wait_for_load_state()
    page.locator("body").press("i")
    field = page.get_by_role("textbox", name="언제 무엇을")
    expect(field).to_be_focused()
    page.keyboard.type("다시 전화하기")
    page.keyboard.press("Enter")
    expect(page.locator("#reminder-list [role=alert]")).to_contain_text("언제인지")
    expect(field).to_have_value("다시 전화하기")
    field.fill("3일 뒤 오후 2시 다시 전화하기")
    page.keyboard.press("Enter")
    row = page.locator("#reminder-list .task-text")
    expect(row).to_have_text("다시 전화하기")
    expect(field).to_have_value("")
    accessible(page)
    row.click()
    box = page.get_by_role("dialog", name="리마인더 고치기")
    expect(box.get_by_label("무엇을")).to_be_focused()
    accessible(page)
    box.get_by_label("언제").fill("언젠가")
    box.get_by_role("button", name="저장").click()
    expect(box.get_by_label("언제")).to_have_attribute("aria-invalid", "true")
    was = Reminder.objects.get().due_at
    box.get_by_role("button", name="3시간 뒤").click()
    expect(box).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("미뤘어요")
    assert Reminder.objects.get().due_at < was
    page.get_by_role("button", name="되돌리기").last.click()
    expect(page.locator("#reminder-list")).to_contain_text("오후 2:00")
    assert Reminder.objects.get().due_at == was


@pytest.mark.parametrize("how", [{}, {"width": 390}])
def test_the_day_is_walked_by_keys_and_what_is_done_goes(cast, opens, how):
    cast.ticket.assign(cast.jisu, by=cast.minho)
    add_tasks(cast.ticket, ["송장 확인"], by=cast.minho, assignee=cast.jisu)
    due = timezone.now() - timedelta(minutes=5)
    Reminder.make(cast.ticket, by=cast.jisu, due_at=due, text="다시 전화")
    page = opens(cast.jisu, **how)
    page.goto("/notifications/")
    page.locator("body").press("g")
    page.locator("body").press("d")
    expect(page.get_by_role("heading", name="내 하루")).to_be_visible()
    accessible(page)
    rows = page.locator("a.day-what")
    expect(rows).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#day-reminders")).to_have_count(0)
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator("#day-reminders")).to_be_visible()
    rows.first.click()
    expect(page).to_have_url(re.compile(f"/tickets/{cast.ticket.pk}/"))
