"""The palette: Ctrl+K, a few letters, Enter; with the Korean input method composing, too."""

import pytest
from playwright.sync_api import Page, expect

from e2e.axe import faults
from e2e.composer import FIELD
from maru.kit.search.indexing import index_outdated
from maru.staff.members.roles import Role
from maru.support.tickets.choices import Status
from maru.support.tickets.habits.habits import AfterDone, Habits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Palette:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_role("dialog", name="명령")
        self.field = page.get_by_role("combobox", name="할 일이나 갈 곳")
        self.options = self.box.get_by_role("option")
        self.chosen = self.box.locator("[aria-selected=true]")
        self.keyboard = page.context.new_cdp_session(page)

    def open(self) -> None:
        self.page.keyboard.press("Control+k")
        expect(self.field).to_be_focused()

    def type(self, text: str) -> None:
        self.field.fill(text)

    def compose(self, text: str) -> None:
        """Have an input method show ``text`` that is not committed yet."""
        at = len(text)
        self.keyboard.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": at, "selectionEnd": at}
        )

    def press_while_composing(self, key: str, code: str, **more: object) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self.keyboard.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": 229, **more},
            )

    def commit(self, text: str) -> None:
        self.keyboard.send("Input.insertText", {"text": text})


def on_ticket(cast, opens, member=None):
    page = opens(member or cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/?view=open")
    page.wait_for_load_state()
    return page, Palette(page)


def test_what_the_page_offers_itself_stands_there_once(cast, opens):
    page = opens(cast.jisu)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/tickets/")
    palette = Palette(page)
    palette.open()
    palette.type("저장한 보기")
    same = palette.options.filter(has=page.get_by_text("저장한 보기", exact=True))
    expect(same).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/views/")


def test_it_goes_where_one_says_from_any_page(cast, opens):
    cast.jisu.role = Role.ADMIN
    cast.jisu.save()
    page = opens(cast.jisu)
    for start in ("/", "/console/members/", "/profile/", "/search/"):
        page.goto(start)
        page.wait_for_load_state()
        palette = Palette(page)
        palette.open()
        palette.type("동의어")
        expect(palette.box.get_by_role("group", name="설정")).to_contain_text("동의어")
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/synonyms/")
    assert page.seen.errors == []


def test_views_come_with_their_counts_and_the_keys_that_open_them(cast, opens):
    page = opens(cast.jisu)
    page.goto("/?view=open")
    palette = Palette(page)
    palette.open()
    expect(palette.box.get_by_role("group", name="보기")).to_contain_text("미배정")
    palette.type("미배정")
    expect(palette.chosen).to_contain_text("미배정")
    expect(palette.chosen.locator(".palette-keys")).to_have_text("21")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?view=unassigned")


@pytest.mark.parametrize("asked", ["박민호", "ㅂㅁㅎ", "박ㅁㅎ", "qkralsgh", "담당 민호", "@민호"])
def test_a_colleague_is_given_the_ticket_by_name(cast, opens, asked):
    page, palette = on_ticket(cast, opens)
    palette.open()
    palette.type(asked)
    expect(palette.chosen).to_have_text("담당: 박민호")
    page.keyboard.press("Enter")
    expect(page.locator("summary[data-act=담당]")).to_contain_text("박민호")
    expect(palette.box).to_be_hidden()
    cast.ticket.refresh_from_db()
    assert cast.ticket.assignee == cast.minho
    assert page.seen.errors == []


def test_what_the_page_offers_is_done_from_it(cast, opens):
    Habits.objects.create(member=cast.jisu, after_done=AfterDone.STAY)
    page, palette = on_ticket(cast, opens)
    palette.open()
    expect(palette.options.first).to_contain_text("답변")
    palette.type("메모")
    expect(palette.chosen).to_contain_text("내부 메모")
    expect(palette.chosen.locator("kbd")).to_have_text("N")
    page.keyboard.press("Enter")
    expect(page.locator(FIELD)).to_be_focused()
    expect(page.locator(".composer")).to_have_attribute("data-mode", "note")
    palette.open()
    palette.type("ㅎㄱ")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-header .status--solved").first).to_be_visible()
    palette.open()  # the page offers something else now
    palette.type("다시 열기")
    page.keyboard.press("Enter")
    expect(page.locator("#ticket-header .status--open").first).to_be_visible()
    palette.open()
    palette.type("태그 고치기")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-tags input[name=value]")).to_be_focused()
    palette.open()
    palette.type("어둡게")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    palette.open()
    palette.type("합치기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="문의 합치기")).to_be_visible()
    cast.ticket.refresh_from_db()
    assert cast.ticket.status == Status.OPEN
    assert page.seen.errors == []


def test_tickets_and_customers_are_found_while_one_types(cast, opens):
    index_outdated()
    page = opens(cast.jisu)
    page.goto("/profile/")
    palette = Palette(page)
    palette.open()
    palette.type("냄비가")
    expect(palette.chosen).to_contain_text("무쇠 솥밥 냄비 뚜껑이 깨져서 왔어요")
    expect(palette.chosen.locator("mark")).to_have_text("냄비")
    palette.type("ㄱㅎㄴ")
    customers = palette.box.get_by_role("group", name="고객", exact=True)
    expect(customers).to_contain_text("김하늘")
    palette.type(f"#{cast.ticket.pk}")
    expect(palette.options).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{cast.ticket.pk}/")


def test_nothing_found_leads_to_the_search_and_a_stranger_finds_nothing(cast, opens):
    index_outdated()
    page = opens(cast.eve)
    page.goto("/")
    palette = Palette(page)
    palette.open()
    palette.type("냄비")
    expect(page.locator("#palette [role=status]")).to_have_text("고를 것 1개")
    expect(palette.options).to_have_text("‘냄비’ 전체에서 검색")
    palette.type("#냄비")
    expect(page.get_by_text("찾는 것이 없습니다")).to_be_visible()
    palette.type("냄비")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")


def test_enter_that_ends_a_syllable_chooses_nothing(cast, opens):
    page, palette = on_ticket(cast, opens)
    palette.open()
    palette.commit("박")
    for syllable in ("ㅁ", "미", "민", "밍"):
        palette.compose(syllable)
        expect(palette.field).to_have_value(f"박{syllable}")
        found = syllable != "밍"  # a syllable on the way to its name finds it, another does not
        expect(palette.options.filter(has_text="박민호")).to_have_count(1 if found else 0)
    palette.compose("민")
    expect(palette.chosen).to_contain_text("박민호")
    palette.press_while_composing("Enter", "Enter")
    palette.press_while_composing("ArrowDown", "ArrowDown")
    expect(palette.box).to_be_visible()
    expect(palette.chosen).to_contain_text("박민호")
    palette.commit("민")
    expect(palette.field).to_have_value("박민")
    page.keyboard.press("Enter")
    expect(page.locator("summary[data-act=담당]")).to_contain_text("박민호")


def test_it_opens_while_a_syllable_is_in_the_making_and_gives_the_cursor_back(cast, opens):
    page, palette = on_ticket(cast, opens)
    page.keyboard.press("r")
    page.keyboard.type("안녕하세")
    palette.compose("요")
    palette.press_while_composing("Process", "KeyK", modifiers=2)
    expect(palette.field).to_be_focused()
    page.keyboard.press("Escape")
    expect(palette.box).to_be_hidden()
    expect(page.locator(FIELD)).to_be_focused()
    expect(page.locator(FIELD)).to_have_text("안녕하세요")
    page.keyboard.press("Control+k")
    page.keyboard.press("Control+k")
    expect(palette.box).to_be_hidden()
    expect(page.locator(FIELD)).to_have_text("안녕하세요")


def test_what_was_used_lately_stands_first_and_names_nobody(cast, opens):
    page, palette = on_ticket(cast, opens)
    palette.open()
    expect(palette.box.get_by_role("group", name="최근에 쓴 것")).to_have_count(0)
    palette.type("ㅂㅁㅎ")
    page.keyboard.press("Enter")
    expect(page.locator("summary[data-act=담당]")).to_contain_text("박민호")
    palette.open()
    palette.type("지켜보기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="지켜보기 그만두기")).to_be_visible()
    page.reload()
    page.wait_for_load_state()
    palette.open()
    palette.type("내 담당")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?view=mine")
    page.wait_for_load_state()
    palette.open()
    recent = palette.box.get_by_role("group", name="최근에 쓴 것").get_by_role("option")
    expect(recent.first).to_contain_text("내 담당")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "민호" not in kept
    assert page.seen.errors == []


def test_enter_before_the_server_has_answered_takes_what_it_offers(cast, opens):
    page, palette = on_ticket(cast, opens)
    page.route("**/palette/", lambda route: page.wait_for_timeout(700) or route.continue_())
    palette.open()
    palette.type("내 담당")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?view=mine")


def test_ctrl_enter_opens_another_window(cast, opens):
    page = opens(cast.jisu)
    page.goto("/")
    palette = Palette(page)
    palette.open()
    palette.type("고객")
    expect(palette.chosen).to_contain_text("고객")
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    opened.value.wait_for_url("**/customers/")
    assert page.url.endswith("/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_serious_fault_and_says_what_is_chosen(cast, opens, scheme):
    page, palette = on_ticket(cast, opens)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    palette.open()
    for typed in ("", "ㅂㅁㅎ", "qqqq#"):
        palette.type(typed)
        page.wait_for_timeout(300)
        assert faults(page) == [], typed
    palette.type("")
    page.keyboard.press("ArrowDown")
    expect(palette.field).to_have_attribute("aria-activedescendant", "palette-1")
    expect(palette.options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(palette.options.last).to_have_attribute("aria-selected", "true")


def test_on_a_telephone_it_fills_the_screen(cast, opens):
    page = opens(cast.jisu, width=390, height=844)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.wait_for_load_state()
    opens_it = page.locator("#ticket-header [data-open-palette]")
    page.locator("#ticket-header").get_by_label("더 보기", exact=True).tap()
    opens_it.tap()
    palette = Palette(page)
    expect(palette.field).to_be_focused()
    box = palette.box.bounding_box()
    assert (round(box["width"]), round(box["height"])) == (390, 844)
    palette.type("ㅂㅁㅎ")
    palette.options.first.tap()
    expect(page.locator("summary[data-act=담당]")).to_contain_text("박민호")
    page.locator("#ticket-header").get_by_label("더 보기", exact=True).tap()
    opens_it.tap()
    palette.box.get_by_role("button", name="닫기").tap()
    expect(palette.box).to_be_hidden()
    assert page.seen.errors == []
