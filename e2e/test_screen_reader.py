"""Reading and answering a ticket by roles, names and keys alone, as who sees no page does it.

The walk stands in the manual (keys.md): where a name or a landmark changes, it changes there, too.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from maru.support.tickets.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def spoken(locator: Locator, text: str | re.Pattern[str]) -> None:
    """It stands in a part of the page whose changes are read out."""
    expect(locator.and_(locator.page.locator("[aria-live=polite], [role=status]"))).to_contain_text(
        text
    )


def skip(page: Page, name: str) -> None:
    """The first stop of the page leads past the menu."""
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name=name)
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def test_read_and_answer_a_ticket(cast, opens):
    page = opens(cast.jisu)
    page.goto("/?view=all")
    skip(page, "본문으로 건너뛰기")
    main = page.get_by_role("main")
    expect(main).to_be_focused()
    expect(main.get_by_role("heading", level=1, name="전체")).to_be_visible()
    expect(main.get_by_role("navigation", name="보기")).to_be_visible()
    row = main.get_by_role("row").filter(
        has=page.get_by_role("cell", name=f"#{cast.ticket.pk}", exact=True)
    )
    expect(row.get_by_role("cell", name="김하늘")).to_be_visible()
    link = row.get_by_role("link", name=cast.ticket.subject)
    link.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_title(re.compile(re.escape(cast.ticket.subject)))
    expect(page.get_by_role("heading", level=1, name=cast.ticket.subject)).to_be_visible()
    conversation = page.get_by_role("region", name="대화")
    said = conversation.get_by_role("article", name="김하늘")
    expect(said).to_contain_text("뚜껑 손잡이 옆이 깨져 있습니다.")
    expect(page.get_by_role("complementary", name="고객 정보")).to_contain_text("haneul.kim@")

    answer = page.get_by_role("tab", name="답변")
    expect(answer).to_have_attribute("aria-selected", "true")
    answer.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="내부 메모")).to_be_focused()
    expect(page.get_by_role("textbox", name="내부 메모")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    field = page.get_by_role("textbox", name="답변")
    field.focus()
    page.keyboard.insert_text("새 뚜껑을 보내 드리겠습니다.")
    send = page.get_by_role("button", name="보내고 고객 대기로")
    send.focus()
    page.keyboard.press("Enter")

    spoken(page.locator("#toasts"), "되돌리기")
    ours = conversation.get_by_role("article", name="최지수")
    expect(ours).to_contain_text("새 뚜껑을 보내 드리겠습니다.")
    assert Message.objects.filter(ticket=cast.ticket, member=cast.jisu).count() == 1
    assert page.seen.errors == []


def test_each_part_of_a_ticket_is_a_landmark_or_a_heading(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    skip(page, "문의로 건너뛰기")
    expect(page.get_by_role("main").or_(page.locator("#ticket")).first).to_be_focused()
    for role, name in (
        ("navigation", "주 메뉴"), ("region", "문의"), ("region", "대화"),
        ("complementary", "고객 정보"),
    ):  # fmt: skip
        expect(page.get_by_role(role, name=name, exact=True)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for name in ("할 일", "리마인더", "지난 문의", "태그", "지켜보는 사람"):
        expect(page.get_by_role("heading", level=2, name=name, exact=True)).to_be_visible()
