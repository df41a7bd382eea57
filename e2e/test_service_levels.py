"""A promise: a level is made and previewed, its clock explains itself, a breach is told once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.axe import faults
from maru.staff.company.calendar import WEEKDAYS
from maru.staff.company.models import Calendar
from maru.staff.journal.models import Event
from maru.support.servicelevels.models import ServiceLevel
from maru.support.servicelevels.recounting import recount
from maru.support.servicelevels.ringing import ring_due
from maru.support.tickets.models import Message, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def accessible(page):
    assert faults(page) == []


def test_a_level_is_made_and_a_promise_that_is_missed_is_told_and_explained(cast, opens):
    Calendar.objects.update(hours={day: [["00:00", "24:00"]] for day in WEEKDAYS}, country="")
    begun = timezone.now() - timedelta(minutes=50)
    Ticket.objects.filter(pk=cast.ticket.pk).update(created_at=begun, assignee=cast.jisu)
    Message.objects.filter(ticket=cast.ticket).update(created_at=begun)
    admin = opens(cast.sora)
    admin.goto("/console/service-levels/new/")
    accessible(admin)
    admin.get_by_label("이름").fill("한 시간 약속")
    admin.get_by_label("첫 답변").fill("곧")
    admin.get_by_role("button", name="저장").click()
    expect(admin.get_by_text("이렇게 적어 주세요: 4시간 30분")).to_be_visible()
    admin.get_by_label("첫 답변").fill("1시간")
    admin.get_by_label("미리 알림").fill("15분")
    admin.get_by_role("button", name="무엇이 달라질까요?").click()
    foreseen = admin.locator("#foreseen")
    expect(foreseen).to_contain_text("이 기준이 적용되는 미해결 문의")
    expect(foreseen.get_by_role("listitem").first).to_contain_text("1")
    accessible(admin)
    admin.get_by_role("button", name="저장").click()
    expect(admin.get_by_text("한 시간 약속")).to_be_visible()
    assert ServiceLevel.objects.get().first_reply == 60
    while recount():
        pass

    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    clock = page.locator("#clock-list .clock").first
    expect(clock).to_contain_text("첫 답변")
    clock.locator("summary").click()
    expect(clock).to_contain_text("“한 시간 약속” 기준은 근무 시간 1시간을 약속합니다.")
    accessible(page)

    begun -= timedelta(minutes=20)
    Ticket.objects.filter(pk=cast.ticket.pk).update(created_at=begun)
    Message.objects.filter(ticket=cast.ticket).update(created_at=begun)
    cast.ticket.change("priority", 3, by=cast.minho)
    while ring_due():
        pass
    assert [e.verb for e in Event.of(cast.ticket)].count("clock.breached") == 1
    page.goto("/notifications/")
    expect(page.get_by_text("약속 시간을 넘겼습니다")).to_be_visible()
    page.goto("/tickets/?view=open&sort=promised")
    expect(page.locator("#inbox-rows .chip--bad").first).to_be_visible()
    page.goto(f"/tickets/{cast.ticket.pk}/")
    expect(page.locator("#clock-list .chip--bad")).to_have_text("넘김")
