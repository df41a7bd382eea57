"""The list of a ticket: written line by line, pasted, ticked, moved by keys and by hand."""

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from maru.support.tasks.models import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def on_ticket(cast, opens, **how):
    page = opens(cast.jisu, **how)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.wait_for_load_state()
    return page


def texts(page):
    return page.locator(".task-text")


def test_a_list_is_written_moved_ticked_and_changed(cast, opens):
    page = on_ticket(cast, opens)
    page.locator("body").press("o")
    field = page.get_by_role("textbox", name="할 일")
    expect(field).to_be_focused()
    page.keyboard.type("송장 확인")
    page.keyboard.press("Enter")
    expect(texts(page)).to_have_text(["송장 확인"])
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    field.fill("- 사진 받기\n- 고객에게 전화")
    page.keyboard.press("Enter")
    expect(texts(page)).to_have_text(["송장 확인", "사진 받기", "고객에게 전화"])

    last = page.get_by_role("link", name="고객에게 전화")
    last.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(texts(page)).to_have_text(["송장 확인", "고객에게 전화", "사진 받기"])

    page.get_by_role("checkbox", name="고객에게 전화").press("Space")
    expect(page.get_by_role("checkbox", name="고객에게 전화")).to_be_checked()
    expect(page.get_by_role("checkbox", name="고객에게 전화")).to_be_focused()
    assert faults(page) == []

    page.get_by_role("link", name="송장 확인").click()
    box = page.get_by_role("dialog", name="할 일 고치기")
    box.get_by_label("할 일").fill("송장 번호 확인")
    box.get_by_label("누가").select_option(label="박민호")
    assert faults(page) == []
    box.get_by_role("button", name="저장").click()
    expect(box).to_have_count(0)
    expect(texts(page).first).to_have_text("송장 번호 확인")
    expect(page.locator(".task-facts").first).to_have_text("박민호")
    assert Task.objects.get(text="송장 번호 확인").assignee == cast.minho

    page.get_by_role("link", name="송장 번호 확인").click()
    box.get_by_role("button", name="목록에서 빼기").click()
    expect(texts(page)).to_have_count(2)
    page.get_by_role("button", name="되돌리기").click()
    expect(texts(page)).to_have_text(["송장 번호 확인", "고객에게 전화", "사진 받기"])


def test_dragged_it_stands_where_it_was_let_go(cast, opens):
    page = on_ticket(cast, opens)
    page.locator("body").press("o")
    page.get_by_role("textbox", name="할 일").fill("하나\n둘\n셋")
    page.keyboard.press("Enter")
    expect(texts(page)).to_have_count(3)
    rows = page.locator(".task")
    rows.nth(2).drag_to(rows.first, target_position={"x": 40, "y": 2})
    expect(texts(page)).to_have_text(["셋", "하나", "둘"])
    page.reload()
    expect(texts(page)).to_have_text(["셋", "하나", "둘"])


def test_solving_asks_about_what_is_left(cast, opens):
    page = on_ticket(cast, opens)
    page.locator("body").press("o")
    page.get_by_role("textbox", name="할 일").fill("송장 확인")
    page.keyboard.press("Enter")
    expect(texts(page)).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("body").press("e")
    anyway = page.get_by_role("button", name="그래도 해결")
    expect(anyway).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("해결했습니다.")
    cast.ticket.refresh_from_db()
    assert cast.ticket.status == "solved"
