"""A field is made on the page, filled in where it stands, and needed before a ticket is solved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from e2e.conftest import Opens
from e2e.waiting import until_htmx_listens
from maru.kit.fields.field import CustomField
from maru.kit.fields.telling import plain_values
from maru.staff.fields.defining import Wanted, make
from maru.support.tickets.models import Ticket

pytestmark = pytest.mark.browser
HEADER = "#ticket-header form"


def test_a_field_with_choices_is_made_with_the_keyboard(opens: Opens, cast: Any) -> None:
    page = opens(cast.sora)
    page.goto("/console/fields/new/")
    expect(page.locator("#choices")).to_be_hidden()
    page.locator("#id_kind").select_option("choice")
    expect(page.locator("#choices")).to_be_visible()
    page.locator("#id_label").focus()
    page.keyboard.type("상품군")
    labels = page.locator("input[name=choice_label]")
    for number, word in enumerate(("주방", "문구", "기타")):
        labels.nth(number).fill(word)
    page.get_by_role("button", name="아래로").first.click()
    expect(labels.first).to_have_value("문구")
    labels.nth(2).press("Enter")
    expect(page).to_have_url(re.compile("/console/fields/$"))
    field = CustomField.objects.get(key="상품군")
    assert [choice.label for choice in field.choices.all()] == ["문구", "주방", "기타"]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_it_is_filled_in_on_the_way_to_solving(
    opens: Opens, cast: Any, width: int, height: int
) -> None:
    about: dict[str, Any] = {"noun": "ticket", "label": "주문번호", "key": "order"}
    pattern = CustomField(
        kind="pattern", pattern=r"\d{4}", help="숫자 넷", needed_to_solve=True, **about
    )
    order = make(pattern, by=cast.sora)
    group = CustomField(noun="ticket", kind="choice", label="상품군", key="group")
    make(group, [Wanted("주방"), Wanted("문구")], by=cast.sora)
    page = opens(cast.jisu, width=width, height=height)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    until_htmx_listens(page, HEADER)
    page.get_by_role("button", name="해결", exact=False).first.click()
    expect(page.locator("#ticket-problem")).to_contain_text("주문번호")
    field = page.locator(f"#field-ticket-{order.pk}")
    if width < 768:
        page.locator("#ticket-problem").get_by_role("link").click()
    else:
        expect(field).to_be_focused()
    expect(page.locator("#panel-fields")).to_contain_text("해결하기 전에 필요합니다")
    field.fill("12")
    field.press("Enter")
    expect(page.locator("#panel-fields")).to_contain_text("숫자 넷")
    expect(field).to_have_value("12")
    field.fill("1234")
    field.press("Enter")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    page.locator("#panel-fields select").select_option("문구")
    expect(page.locator("#panel-fields select")).to_have_value("문구")
    page.goto(f"/tickets/{cast.ticket.pk}/")
    until_htmx_listens(page, HEADER)
    page.get_by_role("button", name="해결", exact=False).first.click()
    expect(page.locator("#ticket-header")).to_contain_text("해결")
    expect(page.locator("#ticket-problem")).to_have_text("")
    ticket = Ticket.objects.get(pk=cast.ticket.pk)
    assert plain_values(ticket) == {"order": "1234", "group": "문구"}


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_fields_of_every_kind_have_no_serious_fault_and_fit(
    opens: Opens, cast: Any, width: int, scheme: Any
) -> None:
    choices = [Wanted("아주 긴 이름을 가진 선택지 하나", "wood"), Wanted("둘", "bad")]
    said = {
        "text": "글", "number": "1200", "date": "2026-12-01", "checkbox": True, "pattern": "12",
        "choice": "둘", "many": ["둘", "아주 긴 이름을 가진 선택지 하나"], "customer": cast.kim.pk,
    }  # fmt: skip
    for kind, given in said.items():
        about = {"pattern": r"\d+", "help": "숫자"} if kind == "pattern" else {}
        new = CustomField(noun="ticket", kind=kind, key=kind, label=f"이름이 꽤 긴 {kind}", **about)
        field = make(new, choices if kind in ("choice", "many") else [], by=cast.sora)
        cast.ticket.fill_field(field, given, by=cast.jisu)
    page = opens(cast.sora, width=width)
    page.emulate_media(color_scheme=scheme)
    ticket = f"/tickets/{cast.ticket.pk}/#customer"
    for address in (ticket, "/console/fields/", f"/console/fields/{field.pk}/", "/tickets/new/"):
        page.goto(address)
        assert faults(page) == [], address
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, address
