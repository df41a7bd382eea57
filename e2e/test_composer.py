"""The rich editor: written by keys, by an input method, kept, sent, and read in another browser."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from e2e.composer import FIELD, commit, compose, field
from maru.records.channels.models import Delivery
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Draft, Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_composer(page: Page, number: int) -> None:
    page.goto(f"/tickets/{number}/")
    field(page).click()


def press_in_syllable(page: Page, key: str, *, ctrl: bool = False) -> None:
    """Press ``key`` as a browser tells it while an input method has the syllable."""
    press = {"key": key, "code": key, "windowsVirtualKeyCode": 229, "modifiers": 2 if ctrl else 0}
    keyboard = page.context.new_cdp_session(page)
    for kind in ("rawKeyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, **press})


def test_a_bold_word_is_typed_kept_read_elsewhere_and_sent(cast, opens):
    page, other = opens(cast.jisu), opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("내일 **꼭** 보내 드립니다.")
    expect(field(page).locator("strong")).to_have_text("꼭")
    expect(page.locator("[data-draft-state]")).to_have_attribute("data-state", "saved")
    assert Draft.objects.get().text == "내일 꼭 보내 드립니다."

    other.goto(f"/tickets/{cast.ticket.pk}/")
    expect(field(other).locator("strong")).to_have_text("꼭")
    field(other).press("Control+Enter")
    answer = other.locator(".message--agent .rich-text").last
    expect(answer).to_contain_text("내일 꼭 보내 드립니다.")
    expect(answer.locator("strong")).to_have_text("꼭")
    expect(field(other)).to_have_text("")
    message = Message.objects.filter(direction=Direction.TO_CUSTOMER).get()
    assert message.text.startswith("내일 꼭 보내 드립니다.")
    assert "<strong>꼭</strong>" in Delivery.objects.get().outgoing["html"]
    assert page.seen.errors + other.seen.errors == []


def test_a_syllable_in_the_making_loses_no_key_and_doubles_none(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    for jamo in ("ㄱ", "가", "감"):
        compose(page, jamo)
    expect(field(page)).to_have_text("감")
    press_in_syllable(page, "Enter")  # the input method's own: it ends the syllable
    commit(page, "감")
    page.keyboard.press("Enter")
    for jamo in ("ㅅ", "사"):
        compose(page, jamo)
    commit(page, "사")
    expect(field(page).locator("> div")).to_have_text(["감", "사"])
    page.keyboard.press("Control+z")
    expect(field(page)).not_to_contain_text("사")


def test_bold_that_ends_with_a_syllable_is_bold_after_it(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("**")
    compose(page, "꼭")
    commit(page, "꼭")
    page.keyboard.type("** 보냅니다")
    expect(field(page).locator("strong")).to_have_text("꼭")
    expect(field(page)).to_have_text("꼭 보냅니다")


def test_ctrl_enter_in_the_last_syllable_sends_it_whole(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("감사합니")
    compose(page, "다")
    press_in_syllable(page, "Enter", ctrl=True)
    commit(page, "다")
    expect(page.locator(".message--agent").last).to_contain_text("감사합니다")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 1
    expect(field(page)).to_have_text("")


def test_no_key_of_the_desk_acts_while_one_writes(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("aesrn?#j ")
    expect(field(page)).to_have_text("aesrn?#j ")
    expect(page.get_by_role("dialog", name="단축키")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(field(page)).not_to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="내부 메모")).to_be_focused()


def test_what_was_typed_before_the_editor_came_stays_with_its_cursor(cast, opens):
    page = opens(cast.jisu)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/editor*.js", hold)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    area = page.locator("#composer textarea")
    area.click()
    page.keyboard.type("하나")
    page.keyboard.press("Enter")
    page.keyboard.type("셋")
    page.keyboard.press("Home")
    compose(page, "둘")
    held[0].continue_()
    page.wait_for_timeout(300)  # nothing to wait for: it must not come now
    expect(page.locator(FIELD)).to_have_count(0)
    commit(page, "둘")
    expect(field(page)).to_be_focused()
    page.keyboard.type("과")
    expect(field(page).locator("> div")).to_have_text(["하나", "둘과셋"])


def test_where_the_editor_cannot_be_had_one_writes_plain_words(cast, opens):
    page = opens(cast.jisu)
    Draft.keep(cast.ticket, cast.jisu, Message(text="굵게", html="<b>굵게</b>").written, "out")
    page.route("**/editor*.js", lambda route: route.abort())
    page.goto(f"/tickets/{cast.ticket.pk}/")
    area = page.locator("#composer textarea")
    expect(area).to_have_value("굵게")
    expect(area).to_be_editable()
    area.fill("그냥 글")
    area.press("Control+Enter")
    expect(page.locator(".message--agent").last).to_contain_text("그냥 글")
    assert Message.objects.latest("id").html == ""


PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAA"
    "AElFTkSuQmCC"
)
HAND_OVER = """(element, [kind, name, data, type]) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const carrier = new DataTransfer();
    carrier.items.add(new File([bytes], name, { type }));
    const { left, top } = element.getBoundingClientRect();
    const more = { bubbles: true, cancelable: true, clientX: left + 20, clientY: top + 20 };
    const given = kind === "paste"
        ? new ClipboardEvent("paste", { ...more, clipboardData: carrier })
        : new DragEvent("drop", { ...more, dataTransfer: carrier });
    element.dispatchEvent(given);
}"""


def test_pictures_are_pasted_and_dropped_in_their_place_and_sent(cast, opens):
    page, other = opens(cast.jisu), opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("이 부분입니다: ")
    field(page).evaluate(HAND_OVER, ["paste", "뚜껑.png", PNG, "image/png"])
    expect(field(page).locator("[data-key]")).to_have_attribute("alt", "뚜껑.png")
    field(page).evaluate(HAND_OVER, ["drop", "손잡이.png", PNG, "image/png"])
    expect(field(page).locator("[data-key]")).to_have_count(2)
    field(page).evaluate(HAND_OVER, ["paste", "견적서.txt", PNG, "text/plain"])
    expect(page.locator("[data-files]")).to_contain_text("견적서.txt")
    expect(page.locator("[data-files] li")).to_have_count(1)
    expect(page.locator("[data-draft-state]")).to_have_attribute("data-state", "saved")

    other.goto(f"/tickets/{cast.ticket.pk}/")
    expect(field(other).locator("[data-key]")).to_have_count(2)
    picture = field(other).locator("[data-key]").first
    expect(picture).to_have_js_property("naturalWidth", 10)

    field(page).press("Control+Enter")
    answer = page.locator(".message--agent .rich-text").last
    expect(answer.locator("img")).to_have_count(2)
    expect(answer.locator("img").first).to_have_js_property("naturalWidth", 10)
    expect(page.locator(".message--agent .attachment")).to_have_count(1)
    assert page.seen.errors + other.seen.errors == []


def test_sending_waits_for_a_picture_that_is_on_its_way(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/draft/pictures/", hold)
    page.keyboard.type("보세요 ")
    field(page).evaluate(HAND_OVER, ["paste", "뚜껑.png", PNG, "image/png"])
    expect(field(page).locator("[data-wait]")).to_be_visible()
    field(page).press("Control+Enter")
    page.wait_for_timeout(300)  # nothing to wait for: it must not go now
    assert not Message.objects.filter(direction=Direction.TO_CUSTOMER).exists()
    held[0].continue_()
    expect(page.locator(".message--agent .rich-text img")).to_have_count(1)


def test_a_picture_that_cannot_be_shown_says_why(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    field(page).evaluate(HAND_OVER, ["paste", "뚜껑.png", "AAAA", "image/png"])
    expect(page.locator("#composer-notice")).to_contain_text("파일로 첨부해 주세요")
    expect(field(page).locator("[data-wait], [data-key]")).to_have_count(0)


SPREADSHEET = """(element, [html, text]) => {
    const carrier = new DataTransfer();
    if (html) carrier.setData("text/html", html);
    carrier.setData("text/plain", text);
    if (html) carrier.items.add(new File(["x"], "cells.png", { type: "image/png" }));
    const given = { bubbles: true, cancelable: true, clipboardData: carrier };
    element.dispatchEvent(new ClipboardEvent("paste", given));
}"""
CELLS = (
    "<html><head><style>td {mso-number-format: x}</style></head><body><table border=0 width=128>"
    "<colgroup><col style='width:48pt'></colgroup><tr><td class=xl65>상품</td><td>수량</td>"
    "</tr><tr><td>냄비</td><td style='color:red'>2</td></tr></table></body></html>"
)


@pytest.mark.parametrize("html", [CELLS, ""])
def test_cells_of_a_spreadsheet_become_a_table(cast, opens, html):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    field(page).evaluate(SPREADSHEET, [html, "상품\t수량\r\n냄비\t2\r\n"])
    expect(field(page).locator("tr")).to_have_count(2)
    expect(field(page).locator("td")).to_have_text(["상품", "수량", "냄비", "2"])
    expect(page.locator("[data-files] li")).to_have_count(0)  # the picture of it stays behind
    field(page).press("Control+Enter")
    expect(page.locator(".message--agent .rich-text td")).to_have_text(
        ["상품", "수량", "냄비", "2"]
    )
    message = Message.objects.filter(direction=Direction.TO_CUSTOMER).get()
    assert message.text.startswith("상품 | 수량\n냄비 | 2")
    assert page.seen.errors == []


def bar(page: Page) -> Locator:
    return page.get_by_role("toolbar", name="글 모양")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_bar_gives_a_form_and_is_remembered(cast, opens, width):
    page = opens(cast.jisu)
    page.set_viewport_size({"width": width, "height": 844})
    open_composer(page, cast.ticket.pk)
    expect(bar(page)).to_be_hidden()
    page.get_by_role("button", name="글 모양").click()
    bar(page).get_by_role("button", name="굵게").click()
    expect(field(page)).to_be_focused()
    page.keyboard.type("굵은 글")
    expect(field(page).locator("strong")).to_have_text("굵은 글")
    expect(bar(page).get_by_role("button", name="굵게")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    bar(page).get_by_role("button", name="목록", exact=True).click()
    page.keyboard.type("하나")
    expect(field(page).locator("li")).to_have_text("하나")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("안내")
    page.keyboard.press("Shift+Home")
    bar(page).get_by_role("button", name="링크", exact=True).click()
    address = page.get_by_role("textbox", name="링크 주소")
    expect(address).to_be_focused()
    address.fill("onnuri.example/guide")
    address.press("Enter")
    link = field(page).locator("a")
    expect(link).to_have_text("안내")
    expect(link).to_have_attribute("href", "https://onnuri.example/guide")
    page.reload()
    expect(bar(page)).to_be_visible()
    expect(field(page).locator("strong")).to_have_text("굵은 글")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 0


def test_a_table_is_made_and_grows_by_the_bar_and_by_tab(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.get_by_role("button", name="글 모양").click()
    expect(page.get_by_role("button", name="아래에 줄")).to_be_hidden()
    bar(page).get_by_role("button", name="표", exact=True).click()
    expect(field(page).locator("tr")).to_have_count(3)
    page.get_by_role("button", name="아래에 줄").click()
    expect(field(page).locator("tr")).to_have_count(4)
    page.keyboard.type("상품")
    page.keyboard.press("Tab")
    page.keyboard.type("수량")
    expect(field(page).locator("th")).to_have_text(["상품", "수량", ""])
    page.get_by_role("button", name="표 지우기").click()
    expect(field(page).locator("table")).to_have_count(0)


def test_the_bar_is_one_stop_and_arrows_move_in_it(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.get_by_role("button", name="글 모양").click()
    bar(page).get_by_role("button", name="굵게").focus()
    page.keyboard.press("ArrowRight")
    expect(bar(page).get_by_role("button", name="기울임")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(bar(page).get_by_role("button", name="표", exact=True)).to_be_focused()


def test_an_emoji_is_found_by_its_name_while_composing(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("감사합니다 :")
    compose(page, "박수")
    options = page.locator("#inline-picker > *")
    expect(options.first).to_contain_text("👏")
    commit(page, "박수")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_text("감사합니다 👏 ")
    page.keyboard.type("10:30 :)")
    expect(field(page)).to_have_text("감사합니다 👏 10:30 :)")


def test_a_link_is_typed_as_in_markdown(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("[교환 안내](https://onnuri.example/x) 참고")
    link = field(page).locator("a")
    expect(link).to_have_text("교환 안내")
    expect(link).to_have_attribute("href", "https://onnuri.example/x")
    expect(field(page)).to_have_text("교환 안내 참고")


def test_a_missing_file_is_asked_about_and_goes_anyway(cast, opens):
    page = opens(cast.jisu)
    open_composer(page, cast.ticket.pk)
    page.keyboard.type("견적서를 **첨부**합니다.")
    page.keyboard.press("Control+Enter")
    notice = page.locator("#composer-notice")
    expect(notice).to_contain_text("파일을 첨부한다고 썼지만 파일이 없습니다.")
    expect(field(page).locator("strong")).to_have_text("첨부")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 0
    notice.get_by_role("button", name="그래도 보내기").click()
    expect(page.locator(".message--agent .rich-text").last).to_contain_text("견적서를 첨부합니다.")
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 1
