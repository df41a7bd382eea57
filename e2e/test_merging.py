"""Two tickets become one, and two again, as an agent does it."""

import re

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from e2e.composer import FIELD
from maru.support.tickets.models import Draft, Ticket
from maru.support.tickets.opening import open_ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def second(cast):
    return open_ticket(
        by=cast.jisu, brand=cast.onnuri, requester=cast.kim, team=cast.team,
        subject="뚜껑이 또 깨졌어요", text="어제 쓴 사람입니다. 사진을 잊었어요.",
    )  # fmt: skip


def test_merged_by_keys_and_undone_by_a_click(cast, opens, second):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{second.pk}/")
    page.keyboard.press("m")
    dialog = page.locator("dialog#merger")
    expect(dialog.locator("#merger-with")).to_be_focused()
    dialog.locator("#merger-with").press_sequentially("뚜껑")
    dialog.get_by_role("link", name=f"#{cast.ticket.pk}").click()
    expect(dialog.locator(".merging-side").first).to_contain_text("사진을 잊었어요")
    dialog.locator("[name=why]").fill("같은 손님")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/tickets/{cast.ticket.pk}/"))
    came = page.locator("#thread .message", has_text="사진을 잊었어요")
    expect(came).to_contain_text(f"#{second.pk}")
    expect(page.locator("#panel-mergers")).to_contain_text("같은 손님")
    page.goto(f"/tickets/{second.pk}/")
    page.wait_for_url(re.compile(rf"/tickets/{cast.ticket.pk}/#message-"))
    page.locator("#panel-mergers").get_by_role("button").click()
    page.wait_for_url(re.compile(rf"/tickets/{second.pk}/$"))
    expect(page.locator("#thread")).to_contain_text("사진을 잊었어요")
    assert Ticket.objects.get(pk=second.pk).merged_into is None
    assert page.seen.errors == []


def test_an_open_page_shows_what_came_and_what_was_being_written_is_not_lost(cast, opens, second):
    one, two = opens(cast.minho), opens(cast.jisu)
    one.goto(f"/tickets/{cast.ticket.pk}/")
    two.goto(f"/tickets/{second.pk}/")
    two.locator(FIELD).fill("새 뚜껑을 오늘 보내")
    expect(two.locator("[data-draft-state]")).to_have_attribute("data-state", "saved")
    second.merge_into(cast.ticket, by=cast.sora)
    one.evaluate("htmx.trigger('[data-live-ticket]', 'live')")
    expect(one.locator("#thread")).to_contain_text("사진을 잊었어요")
    two.locator("[data-send-button]").click()
    two.locator("#composer-notice").get_by_role("link").click()
    two.wait_for_url(re.compile(rf"/tickets/{cast.ticket.pk}/"))
    left = two.locator(".composer-left")
    expect(left).to_contain_text("새 뚜껑을 오늘 보내")
    left.locator("[data-insert-text]").click()
    expect(two.locator(FIELD)).to_have_text("새 뚜껑을 오늘 보내")
    left.locator("[hx-delete]").click()
    expect(left).to_have_count(0)
    assert two.seen.errors == []


def test_linked_by_a_key_and_a_click_and_taken_away(cast, opens, second):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.keyboard.press("l")
    panel = page.locator("#panel-links")
    panel.locator("select").select_option("child")
    panel.locator("[name=to]").first.press_sequentially("또 깨졌")
    panel.locator(".choice", has_text=f"#{second.pk}").click()
    expect(panel.locator(".tied")).to_contain_text(second.subject)
    expect(panel.locator(".tied .icon").first).to_have_attribute("aria-label", "하위 문의")
    panel.locator(".tied button").click()
    expect(panel.locator(".tied")).to_have_count(0)
    page.locator("#toasts .toast", has_text="끊었습니다").get_by_role("button").click()
    expect(panel.locator(".tied")).to_contain_text(second.subject)
    assert page.seen.errors == []


def test_what_may_be_the_same_comes_after_the_page_and_goes_by_a_click(cast, opens, second):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{second.pk}/")
    panel = page.locator("#panel-duplicates")
    expect(panel).to_contain_text(cast.ticket.subject)
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    page.keyboard.press("d")
    dialog = page.locator("dialog#merger")
    expect(dialog).to_be_visible()
    expect(dialog.locator(".merging-side")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    panel.get_by_role("button").click()
    expect(panel).to_be_hidden()
    page.locator("#toasts .toast").get_by_role("button").click()
    expect(panel).to_contain_text(cast.ticket.subject)
    assert page.seen.errors == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_what_it_brings_has_no_serious_fault(cast, opens, second, scheme, width):
    third = open_ticket(
        by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject="셋째", text="셋째"
    )
    third.link("parent", cast.ticket, by=cast.jisu)
    gone = open_ticket(
        by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject="넷째", text="넷째"
    )
    gone.merge_into(cast.ticket, by=cast.jisu, why="같은 일")
    Draft.keep(gone, cast.jisu, "쓰다 만 글", "out")
    page = opens(cast.jisu, width=width)
    page.emulate_media(color_scheme=scheme)
    ticket = f"/tickets/{cast.ticket.pk}/"
    for address in (
        f"{ticket}#customer", f"{ticket}#composer", f"/tickets/{gone.pk}/?itself=1",
        f"{ticket}merger/", f"{ticket}merger/?with={second.pk}",
    ):  # fmt: skip
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
