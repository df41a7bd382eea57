"""An answer that leaves later: chosen, seen by a colleague, put off, held, taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from e2e.composer import field
from e2e.test_my_day import accessible
from e2e.waiting import until_htmx_listens
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message, ScheduledAnswer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def answers(cast):
    rows = Message.objects.filter(ticket=cast.ticket, direction=Direction.TO_CUSTOMER)
    return list(rows.values_list("text", flat=True))


@pytest.mark.parametrize("how", [{}, {"width": 390}])
def test_it_is_scheduled_put_off_and_taken_back(cast, opens, how):
    page = opens(cast.jisu, **how)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    field(page).click()
    page.keyboard.type("내일 출발합니다.")
    page.locator(".send-later summary").click()
    words = page.locator(".send-later").get_by_label("보낼 시각")
    words.fill("언젠가")
    words.press("Enter")  # the field of words never sends at once
    expect(page.locator("#composer-notice")).to_contain_text("3시간 뒤")
    assert answers(cast) == []
    words.fill("내일 오전 9시")
    words.press("Enter")
    block = page.locator("#scheduled .message--scheduled")
    expect(block).to_contain_text("내일 출발합니다.")
    expect(block).to_contain_text("예약됨")
    expect(field(page)).to_have_text("")
    accessible(page)
    was = ScheduledAnswer.objects.get().send_at
    leaves = block.locator("time").get_attribute("datetime")
    block.get_by_text("시각 바꾸기").click()
    again = block.get_by_label("보낼 시각")
    expect(again).to_be_focused()
    again.fill("모레 오전 9시")
    again.press("Enter")
    expect(block.locator("time")).not_to_have_attribute("datetime", leaves)
    assert ScheduledAnswer.objects.get().send_at > was
    block.get_by_role("button", name="초안으로").click()
    expect(field(page)).to_have_text("내일 출발합니다.")
    expect(block).to_have_count(0)
    assert answers(cast) == []


def test_a_colleague_sees_it_and_what_is_new_holds_it_before_everybody_s_eyes(cast, opens):
    row = cast.ticket.schedule(
        "내일 출발합니다.", by=cast.jisu, at=timezone.now() + timedelta(hours=1)
    )
    mine, theirs = opens(cast.jisu), opens(cast.minho)
    for page in (mine, theirs):
        page.goto(f"/tickets/{cast.ticket.pk}/")
        expect(page.locator(f"#scheduled-{row.pk}")).to_contain_text("예약됨")
    expect(theirs.get_by_role("button", name="지금 보내기")).to_have_count(0)
    cast.ticket.reply("제가 먼저 답해요.", by=cast.minho)
    for page in (mine, theirs):
        page.reload()
        expect(page.locator(f"#scheduled-{row.pk}")).to_contain_text("보류됨")
    until_htmx_listens(mine, f"#scheduled-{row.pk} form")
    expect(mine.locator("#thread")).to_contain_text("제가 먼저 답해요.")
    mine.get_by_role("button", name="지금 보내기").click()
    expect(mine.locator("#toasts")).to_contain_text("보내는 중")
    expect(mine.locator(f"#scheduled-{row.pk}")).to_have_count(0)
    mine.reload()
    expect(mine.locator("#thread")).to_contain_text("내일 출발합니다.")
    assert answers(cast) == ["제가 먼저 답해요.", "내일 출발합니다."]
