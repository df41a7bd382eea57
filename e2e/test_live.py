"""Live updates in a browser: what changes elsewhere is looked at again, after a pause too."""

import re
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from e2e.composer import field
from e2e.waiting import held_back, until_htmx_listens
from maru.kit.clamd.tests.scanners import EICAR, impostor
from maru.project.tests.serving import served
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.viruses.scanning import scan_waiting
from maru.support.sideconversations.inviting import invited_in
from maru.support.sideconversations.writing import start
from maru.support.tickets.models import Attachment
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.viruses import mail_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VENDOR = "vendor@parts.example"

# What a page does: an element says what it shows, and htmx fetches it again on "live".
PLANT = """number => {
  const watched = {
    mine: ["liveTicket", number], other: ["liveTicket", 999999], list: ["live", "list"],
  };
  for (const [id, [name, value]] of Object.entries(watched)) {
    const element = document.createElement("p");
    element.id = `watch-${id}`;
    element.dataset[name] = value;
    element.addEventListener("live", () => element.textContent += "보았음 ");
    document.body.append(element);
  }
  document.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true, detail: {}}));
}"""


def test_a_change_reaches_its_elements_and_a_restart_loses_none(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]  # what was built last
    number = str(cast.ticket.pk)
    with served() as address:
        page = signed_in(chromium, cast.jisu, address)
        heard: list[object] = []

        def hear(said: object) -> None:
            heard.append(said)

        page.on("websocket", lambda socket: socket.on("framereceived", hear))
        page.goto(f"/tickets/{number}/")
        page.evaluate(PLANT, number)
        while not heard:  # the page listens by itself; the greeting says that it is heard
            page.wait_for_timeout(50)
        cast.ticket.solve(by=cast.minho)
        expect(page.locator("#watch-mine")).to_have_text("보았음")
        expect(page.locator("#watch-list")).to_have_text("보았음")

    cast.ticket.reopen(by=cast.minho)  # while the server is away
    cast.ticket.note("옆자리에서 남긴 메모", by=cast.minho)
    with served(int(address.rpartition(":")[2])):
        expect(page.locator("#watch-mine")).to_have_text("보았음 보았음", timeout=40_000)
        expect(page.locator("#watch-list")).to_have_text("보았음 보았음")
        expect(page.locator("#watch-other")).to_be_empty()
        expect(page.locator("#thread .message--note")).to_have_count(1)
        page.context.close()


def test_not_yet_checked_vanishes_from_an_open_page_once_it_is(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    with impostor() as scanner, served() as address:
        settings.CLAMD = scanner.place
        accept([Letter(mail_with(("a.zip", b"good"), ("b.zip", EICAR)), (cast.mailbox.pk,), {})])
        while open_waiting():
            pass
        number = Attachment.objects.latest("pk").message.ticket_id
        page = signed_in(chromium, cast.jisu, address)
        page.goto(f"/tickets/{number}/")
        expect(page.locator(".attachment", has_text="아직 바이러스")).to_have_count(2)
        assert scan_waiting() == 2
        expect(page.locator(".attachment", has_text="아직 바이러스")).to_have_count(0)
        expect(page.locator(".attachment")).to_have_count(2)
        expect(page.locator(".attachment", has_text="b.zip")).to_contain_text("Eicar-Test")
        page.context.close()


def test_what_is_in_hand_is_not_taken_away_by_what_others_do(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    with served() as address:
        page = signed_in(chromium, cast.jisu, address)
        page.goto(f"/tickets/{cast.ticket.pk}/")
        header = page.locator("#ticket-header")
        until_htmx_listens(page, "#ticket-header form[hx-post]")
        more = header.locator("summary[aria-label='더 보기']")
        priority = header.locator("summary[data-key='p']")
        more.click()
        subject = header.get_by_role("textbox", name="제목")
        subject.fill("고치는 중인 제")
        cast.ticket.set_priority(4, by=cast.minho)
        cast.ticket.note("옆자리에서", by=cast.minho)
        # What was said is there at once; the menu stays open, and what is typed in it, too.
        expect(page.locator("#thread .message--note")).to_have_count(1)
        expect(priority).to_contain_text("보통")
        expect(subject).to_be_focused()
        expect(subject).to_have_value("고치는 중인 제")
        page.keyboard.press("Escape")
        expect(priority).to_contain_text("긴급")
        expect(subject).to_be_hidden()

        # One's own deed is shown at once; the menu that was opened meanwhile stays so.
        with held_back(page, "**/assignee/"):
            page.locator("#conversation").focus()
            page.keyboard.press("a")
            more.click()
        expect(header.locator("summary[data-key='shift+a']")).to_contain_text("최지수")
        expect(subject).to_be_visible()
        page.context.close()


def test_a_colleagues_page_follows_what_the_scanner_says(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    side = start(cast.ticket, invited_in(f"{VENDOR}, 고물류", cast.ticket, cast.jisu), "단가",
                 "얼마인가요?", by=cast.jisu)  # fmt: skip
    letter = EmailMessage()
    letter["From"], letter["To"] = VENDOR, "support@onnuri.example"
    letter["Subject"], letter["In-Reply-To"] = "Re: 단가", f"<{side.newest.message_id}>"
    letter.set_content("단가표입니다")
    letter.add_attachment(b"good", maintype="application", subtype="zip", filename="a.zip")
    with impostor() as scanner, served() as address:
        settings.CLAMD = scanner.place
        accept([Letter(letter.as_bytes(policy=SMTP), (cast.mailbox.pk,), {})])
        while open_waiting():
            pass
        page = signed_in(chromium, cast.cole, address)
        page.goto(f"/side/{side.pk}/")
        expect(page.locator(".attachment")).to_contain_text("아직 바이러스")
        assert scan_waiting() == 1
        expect(page.locator(".attachment")).not_to_contain_text("아직 바이러스")
        page.context.close()


# A line that cannot be had until it may.
REFUSE = """
window.refused = true;
class Refused extends EventTarget {
  constructor() {
    super();
    setTimeout(() => this.dispatchEvent(new CloseEvent("close", {code: 1006})), 20);
  }
  close() {}
}
window.WebSocket = new Proxy(window.WebSocket, {
  construct: (real, given) => (window.refused ? new Refused() : new real(...given)),
});
"""


def test_what_came_between_the_page_and_its_line_is_seen_in_list_and_ticket(
    cast, chromium, settings
):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    with served() as address:
        page = signed_in(chromium, cast.jisu, address)
        page.add_init_script(REFUSE)
        page.goto(f"/tickets/{cast.ticket.pk}/?view=open")
        page.mouse.move(900, 300)
        expect(page.locator("#list-rows [data-row]")).to_have_count(1)
        cast.ticket.note("그 사이에 남긴 메모", by=cast.minho)
        late = another(cast, "그 사이에 온 문의")
        page.evaluate("window.refused = false")
        expect(page.locator("#thread .message--note")).to_have_count(1, timeout=20_000)
        expect(page.locator(f"#row-{late.pk}")).to_have_text(re.compile("그 사이에 온 문의"))
        page.context.close()


def test_what_could_not_be_fetched_while_the_database_was_away_is_fetched_again(
    cast, chromium, settings
):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    with served() as address:
        page = signed_in(chromium, cast.jisu, address)
        page.goto(f"/tickets/{cast.ticket.pk}/?view=open")
        refused: list[str] = []

        def refuse_once(route) -> None:
            refused.append(route.request.url)
            route.fulfill(status=503)

        page.route("**/messages/**", refuse_once, times=1)
        cast.ticket.note("그 사이에 남긴 메모", by=cast.minho)
        expect(page.locator("#thread .message--note")).to_have_count(1, timeout=20_000)
        assert len(refused) == 1
        page.context.close()


@pytest.mark.parametrize("where", ["/tickets/?view=open", "/tickets/{number}/?view=open"])
def test_nothing_moves_under_the_pointer_until_the_new_ones_are_asked_for(
    cast, chromium, settings, where
):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    with served() as address:
        page = signed_in(chromium, cast.jisu, address)
        page.goto(where.format(number=cast.ticket.pk))
        rows, more = page.locator("[data-row]"), page.locator("[data-follow-more]")
        rows.first.hover()
        another(cast, "새로 온 문의")
        cast.ticket.set_priority(4, by=cast.minho)
        expect(more).to_have_text("새 문의 1건 보기", timeout=20_000)
        expect(rows).to_have_count(1)
        expect(rows.first.get_by_role("img", name="우선순위 긴급")).to_be_visible()
        another(cast, "하나 더 온 문의")
        expect(more).to_have_text("새 문의 2건 보기")
        more.click()
        expect(rows).to_have_count(3)
        expect(rows.first).to_contain_text("하나 더 온 문의")
        page.context.close()


def test_who_reads_the_end_follows_it_and_who_reads_above_is_told(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    for number in range(8):
        cast.ticket.note("긴 메모\n" * 12 + str(number), by=cast.minho)
    with served() as address:
        page = signed_in(chromium, cast.jisu, address)
        page.goto(f"/tickets/{cast.ticket.pk}/")
        notes, news = page.locator("#thread .message--note"), page.locator("[data-scroll-news]")
        expect(notes.first).to_be_in_viewport()  # all of them are new: it opens at the first
        page.locator("#conversation").evaluate("box => box.scrollTop = box.scrollHeight")
        expect(notes.last).to_be_in_viewport()
        cast.ticket.note("끝에서 읽는 사람에게", by=cast.minho)
        expect(notes.last).to_be_in_viewport(timeout=20_000)
        expect(news).to_be_hidden()

        page.locator("#conversation").evaluate("box => box.scrollTop = 0")
        cast.ticket.note("위를 읽는 사람에게", by=cast.minho)
        expect(news).to_be_in_viewport(timeout=20_000)
        expect(notes.last).not_to_be_in_viewport()
        news.click()
        expect(notes.last).to_be_in_viewport()
        expect(notes.last).to_contain_text("위를 읽는 사람에게")
        expect(news).to_be_hidden()
        page.context.close()


def test_counts_follow_what_happens_and_a_storm_is_a_few_looks(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    with served() as address:
        page = signed_in(chromium, cast.jisu, address)
        looks: list[str] = []
        page.on("request", lambda asked: looks.append(asked.url) if "/rail/" in asked.url else None)
        page.goto(f"/tickets/{cast.ticket.pk}/?view=open")
        mine, on_rail = page.locator("#list-tabs a").first, page.locator("#rail-count-inbox")
        expect(mine).to_contain_text("0")
        expect(on_rail).to_be_hidden()
        cast.ticket.assign(cast.jisu, by=cast.minho)
        expect(mine).to_contain_text("1", timeout=20_000)
        expect(on_rail).to_contain_text("1", timeout=20_000)
        before = len(looks)
        for number in range(20):
            another(cast, f"{number}번째").assign(cast.jisu, by=cast.minho)
        expect(on_rail).to_contain_text("21", timeout=40_000)
        assert len(looks) - before < 20
        page.context.close()


def test_what_is_scheduled_in_one_window_comes_and_goes_in_another(cast, chromium, settings):
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]
    with served() as address:
        mine, theirs = (signed_in(chromium, who, address) for who in (cast.jisu, cast.minho))
        for page in (mine, theirs):
            page.goto(f"/tickets/{cast.ticket.pk}/")
        field(mine).click()
        mine.keyboard.type("내일 출발합니다.")
        mine.locator(".send-later summary").click()
        words = mine.locator(".send-later").get_by_label("보낼 시각")
        words.fill("내일 오전 9시")
        words.press("Enter")
        here, there = (page.locator("#scheduled .message--scheduled") for page in (mine, theirs))
        expect(here).to_contain_text("내일 출발합니다.")
        expect(there).to_contain_text("내일 출발합니다.", timeout=20_000)
        expect(there.get_by_role("button", name="지금 보내기")).to_have_count(0)
        here.get_by_role("button", name="초안으로").click()
        expect(here).to_have_count(0)
        expect(there).to_have_count(0, timeout=20_000)
        for page in (mine, theirs):
            page.context.close()


def another(cast, subject):
    return open_ticket(
        by=cast.minho, brand=cast.onnuri, requester=cast.kim, subject=subject, text=subject
    )


def signed_in(chromium, member, address):
    client = Client()
    client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    url = f"http://{address}"
    context = chromium.new_context(
        locale="ko-KR", base_url=url, viewport={"width": 1440, "height": 900}
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
    return context.new_page()
