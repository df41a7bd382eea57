"""The ticket page in a browser: writing, colliding, hostile mail, Korean input, a phone."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.composer import FIELD
from maru.kit.mailparse.tests.hostile import WORDS
from maru.staff.journal.models import Event
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Draft, Message, Ticket
from maru.support.tickets.opening import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_answer_appears_at_once_and_the_facts_follow(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.fill(FIELD, "{{customer.name}}님, 내일 도착합니다.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--agent").last).to_contain_text("김하늘님, 내일 도착합니다.")
    expect(page.locator(FIELD)).to_have_text("")
    expect(page.locator("#ticket-header .status--pending").first).to_be_visible()
    expect(page.locator(f"#row-{cast.ticket.pk} .status--pending")).to_be_visible()
    assert page.seen.errors == []


def test_a_draft_survives_a_collision_and_a_reload(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.fill(FIELD, "조심스럽게 쓴 답변입니다.")
    cast.ticket.reply("민호가 먼저 답했습니다.", by=cast.minho)
    page.click("[data-send-button]")
    expect(page.locator("#composer-notice")).to_contain_text("민호가 먼저 답했습니다.")
    expect(page.locator(FIELD)).to_have_text("조심스럽게 쓴 답변입니다.")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 1

    page.reload()
    expect(page.locator(FIELD)).to_have_text("조심스럽게 쓴 답변입니다.")
    cast.ticket.reply("민호가 또 답했습니다.", by=cast.minho)
    page.click("[data-send-button]")
    expect(page.locator("#composer-notice")).to_contain_text("민호가 또 답했습니다.")
    page.click("[name=seen_anyway]")
    expect(page.locator(".message--agent").last).to_contain_text("조심스럽게 쓴 답변입니다.")
    expect(page.locator(".message--agent", has_text="민호가 또")).to_have_count(1)
    assert Draft.objects.count() == 0


def test_who_wrote_nothing_leaves_without_a_word_to_the_server(cast, opens, caplog):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    expect(page.locator("#composer [data-rich-text]")).to_be_visible()  # the editor has come
    page.goto("/tickets/?view=all")
    expect(page.locator("#inbox-rows [data-row]").first).to_be_visible()
    page.reload()  # what a page says as it goes is asked of no page: the server has heard it by now
    assert "PUT" not in caplog.text


def test_a_chosen_file_survives_what_stops_the_answer(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.set_input_files(
        "[name=attached]", {"name": "견적서.txt", "mimeType": "text/plain", "buffer": b"1"}
    )
    page.fill(FIELD, "{{no.such}} 첨부합니다.")
    page.click("[data-send-button]")
    expect(page.locator("#composer-notice")).to_contain_text("{{no.such}}")
    page.fill(FIELD, "첨부합니다.")
    page.click("[data-send-button]")
    expect(page.locator(".message--agent .attachment")).to_contain_text("견적서.txt")


def test_what_was_sent_is_taken_back_by_one_key_and_is_as_it_was_written(cast, opens, settings):
    settings.UNDO_SEND = 60  # this page has no worker, and a slow machine all the time it needs
    page, colleague = opens(cast.jisu), opens(cast.minho)
    for each in (page, colleague):
        each.goto(f"/tickets/{cast.ticket.pk}/")
    page.set_input_files(
        "[name=attached]", {"name": "견적서.txt", "mimeType": "text/plain", "buffer": b"1"}
    )
    page.fill(FIELD, "성급한 답변입니다.")
    page.click("#composer .split summary")
    page.click("#composer [name=then][value=solved]")
    expect(page.locator(".message--agent").last).to_contain_text("보내는 중")
    expect(page.locator("#toasts")).to_contain_text("되돌리기")
    _looks_again(colleague)
    expect(colleague.locator(".message--agent")).to_contain_text("보내는 중")

    page.locator("#conversation").focus()
    page.keyboard.press("z")
    expect(page.locator(FIELD)).to_have_text("성급한 답변입니다.")
    expect(page.locator(FIELD)).to_be_focused()
    expect(page.locator("#composer .files").first).to_contain_text("견적서.txt")
    expect(page.locator("[data-send-button]")).to_have_text("보내고 해결로")
    expect(page.locator(".message--agent")).to_have_count(0)
    expect(page.locator("#toasts .toast")).to_have_count(0)
    expect(page.locator("#ticket-header .status--new").first).to_be_visible()
    _looks_again(colleague)
    expect(colleague.locator(".message--agent")).to_have_count(0)

    page.reload()
    page.click("[data-send-button]")
    expect(page.locator(".message--agent .attachment")).to_contain_text("견적서.txt")
    expect(page.locator("#ticket-header .status--solved").first).to_be_visible()
    assert page.seen.errors == []


def _holding(page: Page, addresses: str) -> list[Route]:
    """Keep what the page asks of these addresses until the test lets it go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(addresses, hold)
    return held


def _looks_again(page):
    """As the live line asks for it; this server has none (e2e/test_live.py has)."""
    page.evaluate("document.querySelector('[data-live-ticket]').dispatchEvent(new Event('live'))")


def test_a_chosen_status_outlives_a_draft_that_is_still_being_saved(cast, opens):
    page = opens(cast.jisu)
    held = _holding(page, "**/draft/")
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.fill(FIELD, "다 됐습니다.")
    page.click("#composer .split summary")  # leaving the field saves
    page.click("#composer [name=then][value=solved]")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator("#ticket-header .status--solved").first).to_be_visible()


def test_what_is_solved_leads_on_to_the_end_of_the_list_and_one_key_leads_back(cast, opens):
    second = open_ticket(
        by=cast.minho, brand=cast.onnuri, requester=cast.kim, subject="둘째", text="."
    )
    first_page, second_page = (
        re.compile(rf"/tickets/{each.pk}/\?view=open") for each in (cast.ticket, second)
    )
    page = opens(cast.jisu)
    page.goto(f"/tickets/{second.pk}/?view=open")
    page.locator("#conversation").focus()
    page.keyboard.press("e")
    expect(page).to_have_url(first_page)
    page.wait_for_load_state()  # before that, keys find nobody who listens
    expect(page.locator("#toasts")).to_contain_text(f"#{second.pk}")
    page.keyboard.press("z")
    expect(page).to_have_url(second_page)
    page.wait_for_load_state()
    expect(page.locator("#ticket-header .status--open").first).to_be_visible()

    page.fill(FIELD, "보내 드렸습니다.")
    page.keyboard.press("Control+Shift+Enter")
    expect(page).to_have_url(first_page)
    page.wait_for_load_state()
    second.refresh_from_db()
    assert second.status == Status.SOLVED
    page.locator("#conversation").focus()
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(r"^http://[^/]+/\?view=open$"))
    expect(page.locator("#toasts")).to_contain_text("이 목록은 다 했어요")


def test_composing_korean_sends_and_triggers_nothing(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.focus(FIELD)
    keyboard = page.context.new_cdp_session(page)
    composing = {"text": "하", "selectionStart": 1, "selectionEnd": 1}
    keyboard.send("Input.imeSetComposition", composing)
    press = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "modifiers": 2}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **press})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **press})
    solving = {"key": "Process", "code": "KeyE", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **solving})
    keyboard.send("Input.insertText", {"text": "하"})
    page.wait_for_timeout(500)
    expect(page.locator(FIELD)).to_have_text("하")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 0
    assert Ticket.objects.get().status == Status.NEW


def test_a_note_stays_a_note_after_something_was_sent(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    composer = page.locator("#composer")
    for number, (mode, kind) in enumerate([("r", "agent"), ("n", "note"), ("n", "note")]):
        page.locator("#conversation").focus()
        page.keyboard.press(mode)
        composer.locator("[role=textbox]").fill(f"글 {number}")
        page.keyboard.press("Control+Enter")
        expect(page.locator(f".message--{kind}", has_text=f"글 {number}")).to_be_visible()
        expect(composer.locator("[role=textbox]")).to_have_text("")
    said = cast.ticket.messages.filter(member=cast.jisu).order_by("id")
    assert [(m.text.splitlines()[0], m.direction) for m in said] == [
        ("글 0", Direction.TO_CUSTOMER),
        ("글 1", Direction.INTERNAL),
        ("글 2", Direction.INTERNAL),
    ]


def test_single_keys_act_outside_of_writing_even_on_the_korean_layout(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    keys = page.context.new_cdp_session(page)
    keys.send(
        "Input.dispatchKeyEvent", {"type": "keyDown", "key": "ㅁ", "code": "KeyA", "text": "ㅁ"}
    )
    expect(page.locator("#ticket-header .fact", has_text="최지수").first).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#composer")).to_have_attribute("data-mode", "note")
    page.keyboard.type("e 와 r 은 글자입니다")
    assert Ticket.objects.get().status == Status.NEW
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--note")).to_contain_text("e 와 r 은 글자입니다")
    page.locator("#conversation").focus()
    page.keyboard.press("e")
    expect(page.locator("#ticket-header .status--solved").first).to_be_visible()
    page.locator("#toasts button").click()
    expect(page.locator("#ticket-header .status--open").first).to_be_visible()
    assert Event.objects.filter(verb="ticket.status").count() >= 2


def test_spam_and_back_by_one_key(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.locator("#conversation").focus()
    page.keyboard.press("!")
    expect(page.locator("#ticket-header .chip", has_text="스팸")).to_be_visible()
    page.goto("/?view=open")
    expect(page.get_by_text(cast.ticket.subject)).to_have_count(0)
    page.goto("/?view=spam")
    page.get_by_text(cast.ticket.subject).first.click()
    expect(page.locator("#conversation")).to_be_visible()
    page.wait_for_load_state()
    page.locator("#conversation").focus()
    page.keyboard.press("!")
    expect(page.locator("#ticket-header .chip", has_text="스팸")).to_have_count(0)
    page.locator("#toasts button").last.click()  # undo puts it back
    expect(page.locator("#ticket-header .chip", has_text="스팸")).to_be_visible()
    assert Ticket.objects.get().is_spam
    assert page.seen.errors == []


def test_words_of_strangers_stay_words(cast, opens):
    for words in WORDS:
        cast.ticket.tag_only([words], by=cast.jisu)
    cast.ticket.rename(WORDS[1], by=cast.jisu)
    type(cast.kim).objects.filter(pk=cast.kim.pk).update(name=WORDS[0], note=WORDS[3])
    Message.objects.bulk_create(
        Message(
            ticket=cast.ticket, direction=Direction.FROM_CUSTOMER, customer=cast.kim, from_name=w,
            from_address=w, text=w, quoted=w, to=[[w, w]], cc=[[w, w]], evidence={"subject": w},
            headers=[[w, w]],
        )
        for w in WORDS
    )  # fmt: skip
    Draft.keep(cast.ticket, cast.jisu, "</textarea>" + WORDS[0], "out")
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    expect(page.locator(FIELD)).to_have_text("</textarea>" + WORDS[0])
    expect(page.locator("h1")).to_have_text(WORDS[1])
    assert (page.seen.dialogs, page.seen.outside, page.seen.errors) == ([], [], [])
    assert not [line for line in page.seen.console if "Content Security Policy" in line]


def test_a_phone_shows_one_pane_at_a_time(cast, opens):
    page = opens(cast.jisu, width=390, height=844)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    expect(page.locator(".pane--ticket")).to_be_visible()
    expect(page.locator(".pane--list")).to_be_hidden()
    expect(page.locator(".pane--customer")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click(".customer-open")
    expect(page.locator(".pane--customer")).to_be_visible()
    expect(page.locator(".pane--ticket")).to_be_hidden()
    page.click("#customer .pane-back")
    expect(page.locator(".pane--ticket")).to_be_visible()
