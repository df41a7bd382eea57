"""The panes of the desk are as wide as one makes them, by mouse and by keys, and stay so."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def width_of(page, pane):
    return round(page.locator(pane).bounding_box()["width"])


def test_panes_are_dragged_moved_by_keys_remembered_and_put_back(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    usual = width_of(page, "#list-pane")
    edge = page.get_by_role("separator", name="목록 너비")
    box = edge.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y)
    page.mouse.move(x + 60, y)
    page.mouse.up()
    assert width_of(page, "#list-pane") == usual + 60
    expect(edge).to_have_attribute("aria-valuenow", str(usual + 60))

    other = page.get_by_role("separator", name="고객 칸 너비")
    customer = width_of(page, "#customer")
    other.focus()
    page.keyboard.press("ArrowLeft")  # its pane lies after the edge
    assert width_of(page, "#customer") == customer + 16

    page.reload()
    assert width_of(page, "#list-pane") == usual + 60
    assert width_of(page, "#customer") == customer + 16
    edge.dblclick(position={"x": 4, "y": 300})
    assert width_of(page, "#list-pane") == usual
    other.press("Enter")
    assert width_of(page, "#customer") == customer
    assert page.seen.errors == []

    colleague = opens(cast.minho, width=390, height=844)
    colleague.goto(f"/tickets/{cast.ticket.pk}/")
    expect(colleague.get_by_role("separator")).to_have_count(0)
