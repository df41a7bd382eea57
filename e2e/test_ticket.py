"""The ticket page in a browser: writing, colliding, hostile mail, Korean input, a phone."""

import pytest
from playwright.sync_api import expect

from maru.kit.mailparse.tests.hostile import WORDS
from maru.staff.journal.models import Event
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Draft, Message, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "textarea[name=text]"


def test_an_answer_appears_at_once_and_the_facts_follow(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.fill(TEXT, "{{customer.name}}님, 내일 도착합니다.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message--agent").last).to_contain_text("김하늘님, 내일 도착합니다.")
    expect(page.locator(TEXT)).to_have_value("")
    expect(page.locator("#ticket-header .status--pending").first).to_be_visible()
    expect(page.locator(f"#row-{cast.ticket.pk} .status--pending")).to_be_visible()
    assert page.seen.errors == []


def test_a_draft_survives_a_collision_and_a_reload(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.fill(TEXT, "조심스럽게 쓴 답변입니다.")
    cast.ticket.reply("민호가 먼저 답했습니다.", by=cast.minho)
    page.click("[data-send-button]")
    expect(page.locator("#composer-notice")).to_contain_text("민호가 먼저 답했습니다.")
    expect(page.locator(TEXT)).to_have_value("조심스럽게 쓴 답변입니다.")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 1

    page.reload()
    expect(page.locator(TEXT)).to_have_value("조심스럽게 쓴 답변입니다.")
    cast.ticket.reply("민호가 또 답했습니다.", by=cast.minho)
    page.click("[data-send-button]")
    expect(page.locator("#composer-notice")).to_contain_text("민호가 또 답했습니다.")
    page.click("[name=seen_anyway]")
    expect(page.locator(".message--agent").last).to_contain_text("조심스럽게 쓴 답변입니다.")
    expect(page.locator(".message--agent", has_text="민호가 또")).to_have_count(1)
    assert Draft.objects.count() == 0


def test_a_chosen_file_survives_what_stops_the_answer(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.set_input_files(
        "[name=attached]", {"name": "견적서.txt", "mimeType": "text/plain", "buffer": b"1"}
    )
    page.fill(TEXT, "{{no.such}} 첨부합니다.")
    page.click("[data-send-button]")
    expect(page.locator("#composer-notice")).to_contain_text("{{no.such}}")
    page.fill(TEXT, "첨부합니다.")
    page.click("[data-send-button]")
    expect(page.locator(".message--agent .attachment")).to_contain_text("견적서.txt")


def test_composing_korean_sends_and_triggers_nothing(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.focus(TEXT)
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
    expect(page.locator(TEXT)).to_have_value("하")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 0
    assert Ticket.objects.get().status == Status.NEW


def test_a_note_stays_a_note_after_something_was_sent(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    composer = page.locator("#composer")
    for number, (mode, kind) in enumerate([("r", "agent"), ("n", "note"), ("n", "note")]):
        page.locator("#conversation").focus()
        page.keyboard.press(mode)
        composer.locator("textarea").fill(f"글 {number}")
        page.keyboard.press("Control+Enter")
        expect(page.locator(f".message--{kind}", has_text=f"글 {number}")).to_be_visible()
        expect(composer.locator("textarea")).to_have_value("")
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
    expect(page.locator(TEXT)).to_have_value("</textarea>" + WORDS[0])
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
