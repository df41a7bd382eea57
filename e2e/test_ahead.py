"""The ticket whose row one looks at is fetched before one opens it; who runs past fetches none."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_row_where_one_stands_is_marked_and_opens_as_ever(cast, opens):
    page = opens(cast.jisu)
    page.goto("/tickets/?view=all")
    link = page.locator(f"#ticket-{cast.ticket.pk}")
    page.keyboard.press("j")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("data-ahead", "")
    page.keyboard.press("Enter")
    expect(page.locator("#thread .message").first).to_be_visible()
    expect(page.locator("#row-" + str(cast.ticket.pk))).to_have_attribute("aria-current", "true")
    # In the list beside it a row that is pointed at is marked, too.
    page.locator("#list-rows a.ticket-row").first.hover()
    expect(page.locator("#list-rows a[data-ahead]")).to_have_count(1)
    assert page.seen.errors == []


def test_the_mark_goes_before_the_page_is_old(cast, opens):
    page = opens(cast.jisu)
    page.clock.install()
    page.goto("/tickets/?view=all")
    page.keyboard.press("j")
    page.clock.run_for(1_000)
    expect(page.locator("a[data-ahead]")).to_have_count(1)
    page.clock.run_for(10_000)
    expect(page.locator("a[data-ahead]")).to_have_count(0)
