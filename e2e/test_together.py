"""Several tickets of the list at once, by keys alone, and back."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Opens
from maru.support.tickets.choices import Status
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket

pytestmark = pytest.mark.browser


def looks_again(page: Page) -> None:
    """As the live line asks for it; this server has none (e2e/test_live.py has)."""
    page.evaluate("document.querySelector('#inbox-rows').dispatchEvent(new Event('live'))")


def test_two_are_ticked_solved_and_opened_again(opens: Opens, cast: Any) -> None:
    for subject in ("둘째", "셋째"):
        open_ticket(by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject=subject, text=".")
    page = opens(cast.jisu)
    page.goto("/?view=all")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator(".bulk")).to_contain_text("2건 선택")

    # What happens meanwhile takes no tick away.
    Ticket.objects.order_by("-pk")[0].set_priority(4, by=cast.minho)
    looks_again(page)
    expect(page.locator("[data-row] .priority[data-level='4']")).to_have_count(1)
    expect(page.locator("[data-select-row]:checked")).to_have_count(2)

    page.locator(".bulk > [name=status][value=solved]").click()
    expect(page.locator(".status--solved")).to_have_count(2)
    expect(page.locator(".bulk")).to_be_hidden()
    with page.expect_response("**/undone/**"):
        page.get_by_role("button", name="되돌리기").click()
    looks_again(page)
    expect(page.locator(".status--solved")).to_have_count(0)
    assert Ticket.objects.filter(status=Status.SOLVED).count() == 0
    assert not page.seen.errors
