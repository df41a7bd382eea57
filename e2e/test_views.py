"""A view is made and used by keys alone; its conditions are counted while they are put together."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.axe import faults
from e2e.conftest import Opens
from e2e.waiting import until_htmx_listens
from maru.kit.fields.field import CustomField
from maru.records.customers.organizations.editing import add_organization
from maru.records.customers.organizations.placing import place
from maru.staff.fields.defining import Wanted, make
from maru.support.savedviews.models import SavedView
from maru.support.tickets.opening import open_ticket

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the one that ``selector`` names has the focus."""
    for _press in range(80):
        if page.evaluate("(s) => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")


def ask(page: Page, number: int, field: str) -> None:
    """Choose what a new row asks. htmx gives it the focus a moment before it listens to it:
    too short a moment for a hand, not for a program."""
    select = page.locator(f"#field_{number}")
    expect(select).to_be_focused()
    until_htmx_listens(page, f"#field_{number}")
    select.select_option(field)


def test_an_organization_is_found_by_name_among_the_conditions(opens: Opens, cast: Any) -> None:
    place(cast.kim, add_organization(cast.onnuri, "한결상사", by=cast.jisu), by=cast.jisu)
    page = opens(cast.jisu)
    page.goto("/views/new/")
    page.fill("#id_name", "한결")
    page.locator("#add_0").click()
    ask(page, 0, "organization")
    page.locator("#find_0").press_sequentially("한결", delay=300)  # as a hand does
    page.keyboard.press("Enter")  # looks for it, and saves nothing
    page.get_by_label("한결상사").check()
    expect(page.locator("#view-matches")).to_contain_text("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="한결")).to_be_visible()
    assert SavedView.objects.get().conditions["all"][0]["field"] == "organization"


def test_a_view_is_made_with_the_keyboard_and_shows_its_tickets(opens: Opens, cast: Any) -> None:
    for number in range(3):
        ticket = open_ticket(
            by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject=f"환불 {number}", text="."
        )
        ticket.set_priority(4 if number else 1, by=cast.jisu)
    page = opens(cast.jisu)
    page.goto("/?view=all")
    page.get_by_role("link", name="보기 저장").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_be_focused()
    expect(page.locator("#view-matches strong")).to_have_text(re.compile(r"^4건"))
    page.keyboard.type("급한 환불")

    tab_to(page, "#add_0")
    page.keyboard.press("Enter")
    ask(page, 0, "subject")
    expect(page.locator("#op_0")).to_have_value("contains")
    tab_to(page, "#value_0")
    page.keyboard.type("환불")
    expect(page.locator("#view-matches strong")).to_have_text(re.compile(r"^3건"))

    tab_to(page, "#add_0")
    page.keyboard.press("Enter")
    ask(page, 1, "priority")
    expect(page.locator("[name=value_1]")).to_have_count(4)
    tab_to(page, "[name=value_1][value='4']")
    page.keyboard.press("Space")
    expect(page.locator("#view-matches strong")).to_have_text(re.compile(r"^2건"))

    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("급한 환불")
    expect(page.locator("[data-row]")).to_have_count(2)
    view = SavedView.objects.get()
    expect(page).to_have_url(re.compile(rf"\?view={view.pk}$"))
    expect(page.locator(".tabs [aria-current]")).to_contain_text("급한 환불")
    page.wait_for_load_state()  # a page is seen while it comes in, and hears keys once it is whole
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".pane--list .ticket-row")).to_have_count(2)
    assert not page.seen.errors


def test_removing_a_condition_counts_anew_and_enter_saves(opens: Opens, cast: Any) -> None:
    gone = {"field": "subject", "op": "contains", "value": "없는 말"}
    group = {"any": [{"field": "status", "op": "in", "value": ["new", "open"]}]}
    view = SavedView.make(
        by=cast.jisu, name="처음", member=cast.jisu, conditions={"all": [gone, group]}
    )
    page = opens(cast.jisu)
    page.goto(f"/views/{view.pk}/")
    expect(page.locator("#view-matches strong")).to_have_text(re.compile(r"^0건"))
    page.locator("[value='remove 0']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#add_0")).to_be_focused()
    expect(page.locator("#view-matches strong")).to_have_text(re.compile(r"^1건"))
    page.locator("#id_name").fill("나중")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("나중")
    view.refresh_from_db()
    assert view.conditions == {"all": [group]}
    assert not page.seen.errors


def test_the_editor_fits_a_phone(opens: Opens, cast: Any) -> None:
    conditions = {
        "all": [
            {"field": "assignee", "op": "in", "value": ["me"]},
            {"field": "created", "op": "within", "value": 7 * 24 * 60},
            {"field": "subject", "op": "contains", "value": "뚜껑"},
        ]
    }
    view = SavedView.make(by=cast.jisu, name="폰", member=cast.jisu, conditions=conditions)
    page = opens(cast.jisu, width=390, height=844)
    page.goto(f"/views/{view.pk}/")
    is_wide = "() => document.documentElement.scrollWidth > window.innerWidth"
    assert not page.evaluate(is_wide)
    for number in range(3):
        expect(page.locator(f"[value='remove {number}']")).to_be_visible()


def test_views_are_put_in_order_by_hand_and_by_keys(opens: Opens, cast: Any) -> None:
    for name in "가나다":
        SavedView.make(by=cast.jisu, member=cast.jisu, name=name, conditions={"all": []})
    page = opens(cast.jisu)
    page.goto("/views/")
    page.wait_for_load_state()
    names = page.locator("[data-reorder] strong")
    expect(names).to_have_text(["가", "나", "다"])
    rows = page.locator("[data-reorder] > li")
    with page.expect_response(lambda answer: answer.url.endswith("/place/")):
        rows.nth(2).drag_to(rows.nth(0), target_position={"x": 400, "y": 4})
    expect(names).to_have_text(["다", "가", "나"])
    down = page.get_by_role("button", name="뒤로: 다")
    down.focus()
    with page.expect_response(lambda answer: answer.url.endswith("/place/")):
        page.keyboard.press("Enter")
    expect(names).to_have_text(["가", "다", "나"])
    expect(down).to_be_focused()
    page.reload()
    expect(names).to_have_text(["가", "다", "나"])
    assert page.seen.errors == []


def test_a_custom_field_sorts_and_groups_the_list(opens: Opens, cast: Any) -> None:
    amount = make(CustomField(noun="ticket", kind="number", label="금액", key="금액"), by=cast.sora)
    colour = make(
        CustomField(noun="ticket", kind="choice", label="색", key="색"),
        [Wanted("빨강", "bad"), Wanted("파랑")],
        by=cast.sora,
    )
    for subject, money, word in (("중간", 500, "파랑"), ("큰", 9000, "빨강"), ("작은", 20, "파랑")):
        ticket = open_ticket(
            by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject=subject, text="."
        )
        ticket.fill_field(amount, money, by=cast.jisu)
        ticket.fill_field(colour, word, by=cast.jisu)
    view = SavedView.make(
        by=cast.jisu, member=cast.jisu, name="환불", columns=["fields.금액", "fields.색"],
        conditions={"field": "fields.금액", "op": "at_least", "value": 1},
    )  # fmt: skip
    page = opens(cast.jisu)
    page.goto(f"/?view={view.pk}")
    subjects = page.locator("tbody a[id^=ticket-]")
    head = page.get_by_role("columnheader", name="금액")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(subjects).to_have_text(["작은", "중간", "큰"])
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(subjects).to_have_text(["큰", "중간", "작은"])
    page.locator("summary", has_text="묶기").click()
    page.locator("details[open]").get_by_role("link", name="색", exact=True).click()
    groups = page.locator(".table-group")
    expect(groups).to_have_text([re.compile(r"빨강\s+1"), re.compile(r"파랑\s+2")])
    expect(subjects).to_have_text(["큰", "중간", "작은"])  # within each as before
    assert faults(page) == []
