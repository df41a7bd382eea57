"""The end of a shift: from my day to the preview, handed over, read by the other, taken back."""

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def who_is(member):
    return Member.objects.get(pk=member.pk)


def accessible(page):
    assert faults(page) == []


@pytest.mark.parametrize("how", [{}, {"width": 390}])
def test_a_shift_is_handed_over_and_taken_back(cast, opens, how):
    cast.ticket.assign(cast.jisu, by=cast.sora)
    page = opens(cast.jisu, **how)
    page.goto("/my-day/")
    page.wait_for_load_state()
    page.locator("body").press("h")
    expect(page.get_by_role("heading", name="인수인계")).to_be_visible()
    accessible(page)
    note = page.get_by_role("textbox", name=f"#{cast.ticket.pk}의 메모")
    note.fill("사진을 기다리는 중입니다.")
    page.get_by_label("이어받는 사람").select_option(label="박민호")
    page.get_by_label("문의도 함께 넘기기").check()
    page.get_by_label("나를 자리 비움으로").check()
    page.get_by_role("button", name="먼저 살펴보기").click()
    expect(page.get_by_text("그 가운데 1건을 넘깁니다.")).to_be_visible()
    expect(page.get_by_text("나는 자리 비움이 됩니다.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="고치기").click()
    expect(note).to_have_value("사진을 기다리는 중입니다.")
    page.get_by_role("button", name="먼저 살펴보기").click()
    page.get_by_role("button", name="인수인계").click()
    expect(page.get_by_role("button", name="문의 되찾기")).to_be_visible()
    accessible(page)
    assert Ticket.objects.get().assignee == cast.minho
    assert not who_is(cast.jisu).is_at_work

    other = opens(cast.minho, **how)
    other.goto("/notifications/")
    other.get_by_role("link", name="최지수 님이 인수인계를 보냈어요").click()
    expect(other.get_by_text("사진을 기다리는 중입니다.")).to_be_visible()
    expect(other.get_by_role("button", name="문의 되찾기")).to_have_count(0)

    page.locator("body").press("z")
    expect(page.get_by_text("문의를 되찾았습니다.").first).to_be_visible()
    assert Ticket.objects.get().assignee == cast.jisu
    assert who_is(cast.jisu).is_at_work
    page.goto("/my-day/handover/")
    expect(page.get_by_label("나를 자리 비움으로")).to_be_checked()  # as the last time
