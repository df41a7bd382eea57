"""Macros at the composer: "/" on an empty line, a few letters, Enter; chips that go along."""

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from e2e.composer import FIELD
from e2e.test_palette import Palette
from maru.support.actions.models import Macro
from maru.support.tickets.models import Draft, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Picker(Palette):
    def __init__(self, page):
        super().__init__(page)
        self.box = page.get_by_role("dialog", name="매크로")
        self.field = page.get_by_role("combobox", name="매크로 찾기")
        self.options = self.box.get_by_role("option")
        self.chosen = self.box.locator("[aria-selected=true]")


def made(cast, name, shortcut="", text="", **changes):
    return Macro.make(
        by=cast.sora, name=name, shortcut=shortcut, text=text, changes=changes, whose="company"
    )


def on_ticket(cast, opens, **how):
    page = opens(cast.jisu, **how)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.wait_for_load_state()
    return page, Picker(page)


def test_a_walk_from_slash_to_sent_with_an_input_method(cast, opens):
    refund = made(
        cast, "환불 접수", "환불", "{{고객.이름|고객}}님, 접수했습니다.",
        tags_added=["환불"], status="solved", priority=4,
    )  # fmt: skip
    made(cast, "교환 접수", text="교환했습니다.")
    page, picker = on_ticket(cast, opens)
    page.locator(FIELD).click()
    page.keyboard.type("/")
    expect(picker.field).to_be_focused()
    expect(picker.options).to_have_count(2)
    assert faults(page) == []
    picker.compose("환ㅂ")  # on the way to 환불
    expect(picker.options).to_have_count(1)
    picker.press_while_composing("Enter", "Enter")
    expect(picker.box).to_be_visible()
    picker.commit("환불")
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_text("김하늘님, 접수했습니다.")
    expect(page.locator(FIELD)).to_be_focused()
    chips = page.locator(".planned-chip")
    expect(chips).to_have_count(3)
    page.get_by_role("button", name="빼기: 우선순위").click()
    expect(chips).to_have_count(2)
    expect(page.locator("[data-draft-state]")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator(FIELD)).to_have_text("김하늘님, 접수했습니다.")
    expect(chips).to_have_count(2)
    page.click("[data-send-button]")
    expect(page.locator(".message--agent").last).to_contain_text("김하늘님, 접수했습니다.")
    expect(page.locator("#ticket-header .status--solved").first).to_be_visible()
    expect(chips).to_have_count(0)
    now = Ticket.objects.get(pk=cast.ticket.pk)
    refund.refresh_from_db()
    assert (now.status, now.priority, refund.used) == ("solved", 2, 1)
    assert [tag.name for tag in now.tags.all()] == ["환불"]
    assert not Draft.objects.exists()
    assert page.seen.errors == []


def test_one_without_an_answer_is_done_at_once_and_undone(cast, opens):
    made(cast, "급한 불량", priority=4)
    page, picker = on_ticket(cast, opens)
    page.keyboard.press("q")
    expect(picker.options).to_have_count(1)
    page.keyboard.type("rmqgks")  # 급한 in the wrong layout
    page.keyboard.press("Enter")
    chosen = page.locator("#ticket-header details summary", has_text="긴급")
    expect(chosen).to_have_count(1)
    page.locator(".toast").get_by_role("button").click()
    expect(chosen).to_have_count(0)
    assert page.seen.errors == []


def test_escape_leaves_the_slash_and_the_palette_finds_macros(cast, opens):
    made(cast, "교환 접수", text="교환했습니다.")
    page, picker = on_ticket(cast, opens)
    page.locator(FIELD).click()
    page.keyboard.type("/")
    expect(picker.field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(FIELD)).to_have_text("/")
    page.keyboard.type("5월 ")
    palette = Palette(page)
    palette.open()
    palette.type("ㄱㅎ")
    expect(palette.chosen).to_contain_text("교환 접수")
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_have_text("/5월 교환했습니다.")
