"""A day's work without the mouse: take a ticket, answer, solve it, go to the next."""

import pytest
from playwright.sync_api import expect

from e2e.composer import FIELD
from e2e.waiting import held_back
from maru.support.savedviews.models import SavedView
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    expect(page.locator(FIELD)).to_be_focused()
    keys.type("내일 오전에 도착합니다. ")
    keys.press("Escape")
    expect(page.locator(FIELD)).not_to_be_focused()
    keys.press("r")
    keys.type("기다려 주셔서 감사합니다.")
    keys.press("Control+Enter")
    answer = page.locator(".message--agent").last
    expect(answer).to_contain_text("내일 오전에 도착합니다. 기다려 주셔서 감사합니다.")
    expect(page.locator("#if-answered")).to_be_hidden()

    keys.press("e")
    expect(page.locator("h1")).to_have_text(earlier.subject)
    page.wait_for_load_state()
    page.goto(f"/tickets/{later.pk}/?view=open")
    expect(page.locator("#ticket-header .status--solved").first).to_be_visible()
    expect(page.locator("#if-answered")).to_contain_text("답장하면 이 문의가 다시 열리고")
    keys.press("j")
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
    expect(page.locator(FIELD)).to_be_focused()


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


def test_u_has_the_last_word_over_what_the_page_was_about_to_say_it_has_seen(cast, opens):
    page = opens(cast.minho)
    with held_back(page, "**/seen/"):
        with page.expect_request("**/seen/"):
            page.goto(f"/tickets/{cast.ticket.pk}/?view=open")
        page.wait_for_load_state()
        page.keyboard.press("u")
    page.wait_for_url("**/?view=open*")
    row = page.locator(f"tr[data-row='{cast.ticket.pk}']")
    expect(row).to_have_attribute("data-unread", "")
    page.reload()
    expect(row).to_have_attribute("data-unread", "")


def test_rows_that_are_ticked_are_assigned_and_solved_by_keys(cast, opens):
    later = open_ticket(
        by=cast.jisu, brand=cast.onnuri, requester=cast.kim, subject="배송이 늦어요",
        text="언제 오나요?", team=cast.team,
    )  # fmt: skip
    page = opens(cast.jisu)
    page.goto("/?view=open")
    page.wait_for_load_state()
    page.keyboard.press("*")
    expect(page.locator("[data-bulk-count]")).to_contain_text("2")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("a")
    first = page.locator("[data-bulk] details[open] .menu button").first
    expect(first).to_be_focused()
    page.get_by_role("button", name="박민호").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr[data-row] .table-person")).to_contain_text("박민호")
    page.goto("/?view=open")
    page.wait_for_load_state()
    page.keyboard.press("*")
    page.keyboard.press("e")
    expect(page.locator("tr[data-row]")).to_have_count(0)
    later.refresh_from_db()
    assert (later.status, later.assignee) == (Status.SOLVED, cast.minho)
    assert page.seen.errors == []


def test_two_keys_lead_to_another_page_and_a_digit_to_another_view(cast, opens):
    page = opens(cast.jisu)
    page.goto("/?view=open")
    page.wait_for_load_state()
    page.keyboard.press("2")
    page.wait_for_url("**/?view=unassigned*")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/customers/")
    page.wait_for_load_state()
    page.keyboard.press("g")
    page.keyboard.press("j")  # leads nowhere, and is no J of its own
    expect(page.locator("tbody a").first).not_to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("tbody a").first).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/")


def test_a_menu_that_a_key_opened_is_walked_by_the_arrows(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page.locator("details[open] .menu button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".ticket-header-facts")).to_contain_text("긴급")
    page.keyboard.press("Shift+A")
    expect(page.locator("details[open] .menu :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("summary[data-act=담당]")).to_be_focused()


def test_single_keys_are_switched_off_in_ones_profile(cast, opens):
    page = opens(cast.jisu)
    page.goto("/profile/")
    page.locator("#keys").get_by_role("checkbox", name="한 글자 단축키").uncheck()
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.wait_for_load_state()
    for key in ("n", "g", "i", "?", "j"):
        page.keyboard.press(key)
    expect(page.locator(".composer")).to_have_attribute("data-mode", "reply")
    assert page.url.endswith(f"/tickets/{cast.ticket.pk}/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="명령")).to_be_visible()


def test_saved_views_are_moved_where_one_stands(cast, opens):
    for name in ("하나", "둘"):
        SavedView.objects.create(name=name, member=cast.jisu, conditions={})
    page = opens(cast.jisu)
    page.goto("/views/")
    page.wait_for_load_state()
    rows = page.locator("[data-place] strong")
    before = rows.all_text_contents()
    page.keyboard.press("j")
    with page.expect_response(lambda answer: answer.url.endswith("/place/")):
        page.keyboard.press("Shift+J")
    expect(rows).to_have_text(before[::-1])
    page.keyboard.press("c")
    page.wait_for_url("**/views/new/")
