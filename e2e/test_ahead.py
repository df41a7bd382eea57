"""The ticket whose row one looks at is fetched before one opens it; who runs past fetches none."""

import pytest
from playwright.sync_api import expect

from maru.support.tickets.opening import open_ticket

NOTING = """() => {
    new MutationObserver((seen) => {
        for (const { target } of seen)
            if (target.hasAttribute("data-ahead")) void window.madeReady(target.id);
    }).observe(document.body, { subtree: true, attributeFilter: ["data-ahead"] });
}"""

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


def test_who_runs_through_the_list_has_the_first_and_the_last_made_ready(cast, opens):
    for number in range(5):
        open_ticket(by=cast.jisu, brand=cast.onnuri, requester=cast.kim, team=cast.team,
                    subject=f"문의 {number}", text="-")  # fmt: skip
    page = opens(cast.jisu)
    page.clock.install()
    page.goto("/tickets/?view=all")
    page.clock.pause_at(page.evaluate("Date.now()") + 1_000)
    ready: list[str] = []

    def note(row: str) -> None:
        ready.append(row)

    page.expose_function("madeReady", note)
    page.evaluate(NOTING)
    for _row in range(5):
        page.keyboard.press("j")
    marked = page.locator("a[data-ahead]")
    expect(marked).to_have_count(1)
    assert len(ready) == 1
    page.clock.run_for(60)
    expect(marked).to_be_focused()
    assert len(ready) == 2
