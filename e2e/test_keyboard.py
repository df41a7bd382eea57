"""A day's work without the mouse: take a ticket, answer, solve it, go to the next."""

import pytest
from playwright.sync_api import expect

from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "textarea[name=text]"


@pytest.mark.parametrize("where", ["/?view=open", "/tickets/{ticket}/"])
def test_a_question_mark_shows_all_keys_and_escape_leaves(cast, opens, where):
    page = opens(cast.jisu)
    page.goto(where.format(ticket=cast.ticket.pk))
    page.wait_for_load_state()
    page.keyboard.press("?")
    shown = page.get_by_role("dialog", name="단축키")
    expect(shown).to_contain_text("맡기")
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


def test_a_ticket_is_taken_answered_solved_and_the_next_opened_by_keys_alone(cast, opens):
    earlier = cast.ticket
    later = open_ticket(
        by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject="배송이 늦어요",
        text="언제 오나요?", team=cast.team,
    )  # fmt: skip
    page = opens(cast.jisu)
    keys = page.keyboard
    page.goto("/?view=open")
    keys.press("j")
    expect(page.locator(f"#ticket-{later.pk}")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("배송이 늦어요")
    page.wait_for_load_state()  # before that, keys find nobody who listens

    keys.press("a")
    expect(page.locator("[data-key=a]")).to_have_count(0)  # nobody takes what is theirs
    keys.press("r")
    expect(page.locator(TEXT)).to_be_focused()
    keys.type("내일 오전에 도착합니다. ")
    keys.press("Escape")
    expect(page.locator(TEXT)).not_to_be_focused()
    keys.press("r")
    keys.type("기다려 주셔서 감사합니다.")
    keys.press("Control+Enter")
    answer = page.locator(".message--agent").last
    expect(answer).to_contain_text("내일 오전에 도착합니다. 기다려 주셔서 감사합니다.")
    expect(page.locator("#if-answered")).to_be_hidden()

    keys.press("e")
    expect(page.locator("#ticket-header .status--solved").first).to_be_visible()
    expect(page.locator("#if-answered")).to_contain_text("답장하면 이 문의가 다시 열리고")
    keys.press("j")
    expect(page.locator(f"#row-{earlier.pk}")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text(earlier.subject)

    later.refresh_from_db()
    assert (later.status, later.assignee) == (Status.SOLVED, cast.jisu)
    assert Message.objects.filter(ticket=later, direction=Direction.TO_CUSTOMER).count() == 1
    assert Ticket.objects.get(pk=earlier.pk).status == Status.NEW
    assert page.seen.errors == []


def test_t_writes_tags_at_once_and_escape_gives_the_keys_back(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.wait_for_load_state()
    page.keyboard.press("t")
    tags = page.locator("#panel-tags input[name=value]")
    expect(tags).to_be_focused()
    page.keyboard.type("파손, ")
    page.keyboard.press("Escape")
    expect(tags).not_to_be_focused()
    expect(tags).to_have_value("파손, ")
    page.keyboard.press("n")
    expect(page.locator(TEXT)).to_be_focused()


def test_u_makes_unread_again_in_the_list_and_on_the_page_and_opening_reads(cast, opens):
    page = opens(cast.minho)
    row = page.locator(f"tr[data-row='{cast.ticket.pk}']")
    page.goto("/?view=open")
    expect(row).to_have_attribute("data-unread", "")
    page.wait_for_load_state()
    page.keyboard.press("j")
    with page.expect_response(lambda answer: answer.url.endswith("/unread/")):
        page.keyboard.press("u")
    expect(row).not_to_have_attribute("data-unread", "")
    with page.expect_response(lambda answer: answer.url.endswith("/unread/")):
        page.keyboard.press("u")
    expect(row).to_have_attribute("data-unread", "")
    with page.expect_response(lambda answer: answer.url.endswith("/seen/")):
        page.keyboard.press("Enter")
    page.goto("/?view=open")
    expect(row).not_to_have_attribute("data-unread", "")
    page.goto(f"/tickets/{cast.ticket.pk}/?view=open")
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.wait_for_url("**/?view=open*")
    expect(row).to_have_attribute("data-unread", "")
    assert page.seen.errors == []
