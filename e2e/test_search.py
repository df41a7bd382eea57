"""Searching in a browser: what is found follows what is typed, and the keys walk it."""

import pytest
from playwright.sync_api import expect

from e2e.waiting import held_back
from maru.kit.search.indexing import index_outdated
from maru.support.tickets.opening import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tickets(cast):
    made = [
        open_ticket(by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject=subject, text=text)
        for subject, text in (("주전자 환불", "환불해 주세요"), ("주전자 배송", "언제 오나요"))
    ]
    index_outdated()
    return made


def test_what_is_found_follows_what_is_typed_and_the_keys_walk_it(cast, opens, tickets):
    page = opens(cast.jisu)
    page.goto("/")
    page.get_by_role("link", name="검색").click()
    box = page.get_by_role("searchbox", name="전체 검색")
    expect(box).to_be_focused()
    expect(page.get_by_role("heading", name="이렇게 찾을 수 있습니다")).to_be_visible()
    box.press_sequentially("주전")
    found = page.locator("a.found-row")
    expect(found).to_have_count(2)
    box.press_sequentially("자 환부")
    expect(found).to_have_count(1)
    expect(found.locator("mark").first).to_have_text("주전자")
    box.fill("주전자 환불했는데요")
    box.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(found).to_have_count(1)
    page.locator("#main").focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{tickets[0].pk}/")
    page.goto("/search/")
    expect(page.get_by_role("link", name="주전자 환불했는데요")).to_be_visible()
    assert page.seen.errors == []


def test_what_is_typed_before_the_scripts_are_here_is_looked_for(cast, opens, tickets):
    page = opens(cast.jisu)
    with held_back(page, "**/maru*.js") as held:
        page.goto("/search/", wait_until="commit")
        page.get_by_role("searchbox", name="전체 검색").press_sequentially("주전")
        assert held
    expect(page.locator("a.found-row")).to_have_count(2)


def test_on_a_telephone_nothing_hangs_over_the_edge(cast, opens, tickets):
    page = opens(cast.jisu)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/search/?q=주전자")
    expect(page.locator("a.found-row")).to_have_count(2)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
