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


def test_all_of_a_view_are_looked_at_changed_and_taken_back(opens: Opens, cast: Any) -> None:
    for number in range(60):
        open_ticket(
            by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject=f"{number}째", text="."
        )
    page = opens(cast.jisu)
    page.goto("/?view=all")
    page.locator("[data-select-all]").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("이 페이지 50건 선택")
    page.get_by_role("button", name="이 보기의 61건 모두 선택").click()
    expect(page.locator("[data-bulk-count]")).to_have_text("이 보기의 61건 모두 선택")

    # Letting one go is no longer all.
    page.locator("[data-select-row]").first.uncheck()
    expect(page.locator("[data-bulk-count]")).to_have_text("49건 선택")
    page.locator("[data-select-row]").first.check()
    page.get_by_role("button", name="이 보기의 61건 모두 선택").click()

    page.locator(".bulk > [name=status][value=solved]").click()
    expect(page.locator("#bulk-change")).to_contain_text("61건이 바뀝니다")
    assert not Ticket.objects.filter(status=Status.SOLVED).exists()
    page.keyboard.press("Enter")  # the button has the focus
    expect(page.locator("#bulk-change")).to_contain_text("61건이 바뀌었습니다")
    assert Ticket.objects.filter(status=Status.SOLVED).count() == 61
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator("#bulk-change")).to_contain_text("61건을 되돌렸습니다")
    assert not Ticket.objects.filter(status=Status.SOLVED).exists()
    assert not page.seen.errors


def test_fingers_choose_by_the_button_and_by_a_long_press(opens: Opens, cast: Any) -> None:
    page = opens(cast.jisu, width=390, height=844)
    page.goto("/?view=all")
    row, tick = page.locator("[data-row]").first, page.locator("[data-select-row]").first
    expect(tick).to_be_hidden()
    page.locator("[data-select-mode]").tap()
    row.tap()
    expect(tick).to_be_checked()
    expect(page.locator(".bulk")).to_contain_text("1건 선택")
    for button in page.locator(".bulk > .button:visible, .bulk > .drop > summary").all():
        assert (button.bounding_box() or {})["height"] >= 44
    page.locator("[data-select-mode]").tap()
    expect(tick).to_be_hidden()

    box = row.bounding_box() or {}
    finger = page.context.new_cdp_session(page)
    at = {"x": box["x"] + 100, "y": box["y"] + 20}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    expect(tick).to_be_checked()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.locator(".bulk > [name=status][value=solved]").tap()
    expect(page.locator(".status--solved")).to_have_count(1)
    assert not page.seen.errors
