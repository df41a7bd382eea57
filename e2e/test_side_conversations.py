"""A vendor is asked beside a ticket and answers by mail; a colleague answers on a phone."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from e2e.waiting import until_htmx_listens
from maru.support.actions.models import Macro, MacroUse
from maru.support.sideconversations.inviting import invited_in
from maru.support.sideconversations.models import SideConversation
from maru.support.sideconversations.writing import start
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.mails import mail
from maru.support.tickets.tests.test_files import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VENDOR = "vendor@parts.example"


def accessible(page):
    assert faults(page) == []


def test_a_vendor_is_asked_and_the_answer_comes_back(cast, opens):
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    until_htmx_listens(page, "#panel-side .panel-more")
    page.locator("body").press("Shift+O")
    drawer = page.get_by_role("complementary", name="사이드 대화")
    whom = drawer.get_by_role("combobox", name="누구에게")
    expect(whom).to_be_focused()
    # A colleague is found by initial consonants; then somebody outside by hand.
    whom.press_sequentially("ㄱㅁㄹ")
    expect(drawer.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(whom).to_have_value("cole@onnuri.example, ")
    whom.fill(f"부품사 <{VENDOR}>")
    text = drawer.locator(".rich-text")
    expect(text).to_be_visible()
    text.click()
    page.keyboard.type("**뚜껑**만 따로 있나요?")
    expect(text.locator("strong")).to_have_text("뚜껑")
    expect(drawer.locator("[data-draft-state]")).to_have_text("저장됨")
    accessible(page)
    page.keyboard.press("Control+Enter")
    said = drawer.locator(".message")
    expect(said).to_have_count(1)
    expect(said.locator("strong", has_text="뚜껑")).to_be_visible()
    expect(page.locator("#side-list")).to_contain_text("부품사")
    accessible(page)

    side = SideConversation.objects.get()
    sent = side.newest.delivery.content
    assert sent.to[0].address == VENDOR
    raw = mail("내일 보냅니다", sender=VENDOR, Subject="Re: 뚜껑", Message_ID="<a1@parts.example>",
               In_Reply_To=f"<{sent.message_id}>")  # fmt: skip
    cast().mail_in(raw)
    page.reload()
    until_htmx_listens(page, "#side-list a")
    page.locator("#side-list a").click()
    expect(said).to_have_count(2)
    expect(said.last).to_contain_text("내일 보냅니다")
    expect(page.locator("#side-list")).to_contain_text("답이 옴")
    expect(page.locator("#thread")).not_to_contain_text("내일 보냅니다")
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1

    drawer.get_by_role("button", name="닫기").click()
    expect(drawer).to_have_count(0)


def test_what_was_sent_by_mistake_is_taken_back(cast, opens, settings):
    settings.UNDO_SEND = 60
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    until_htmx_listens(page, "#panel-side .panel-more")
    page.locator("#panel-side .panel-more").click()
    drawer = page.get_by_role("complementary", name="사이드 대화")
    drawer.get_by_role("combobox", name="누구에게").fill(VENDOR)
    text = drawer.locator(".rich-text")
    expect(text).to_be_visible()
    text.click()
    page.keyboard.type("잘못 물었어요")
    drawer.get_by_role("button", name="물어보기").click()
    drawer.get_by_role("button", name="되돌리기").click()
    expect(drawer.get_by_role("combobox", name="누구에게")).to_have_value(VENDOR)
    expect(drawer.locator(".rich-text")).to_contain_text("잘못 물었어요")
    assert not SideConversation.objects.exists()


def test_a_colleague_answers_on_a_phone_and_finds_what_is_done(cast, opens):
    by, ticket = cast.jisu, cast.ticket
    invited = invited_in("고물류", ticket, by)
    side = start(ticket, invited, "뚜껑 재고", "창고에 뚜껑이 있나요?", by=by)
    page = opens(cast.cole, width=390, height=844)
    page.goto("/")
    page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="받은 질문").click()
    page.get_by_role("link", name="뚜껑 재고").click()
    expect(page.locator(".message")).to_contain_text("창고에 뚜껑이 있나요?")
    accessible(page)
    until_htmx_listens(page, "#side-composer")
    text = page.locator("#side-composer .rich-text")
    expect(text).to_be_visible()
    text.click()
    page.keyboard.type("세 개 남았어요")
    page.get_by_role("button", name="보내기").click()
    expect(page.locator(".message")).to_have_count(2)
    assert side.newest.member == cast.cole

    side.close(by=by)
    page.goto("/side/")
    expect(page.get_by_role("link", name="뚜껑 재고")).to_have_count(0)
    page.get_by_role("link", name="끝남").click()
    expect(page.get_by_role("link", name="뚜껑 재고")).to_be_visible()
    accessible(page)


def test_a_vendors_mail_is_shown_as_it_was_designed(cast, opens):
    by, ticket = cast.jisu, cast.ticket
    side = start(ticket, invited_in(VENDOR, ticket, by), "단가", "얼마인가요?", by=by)
    letter = EmailMessage()
    letter["From"], letter["To"] = VENDOR, "support@onnuri.example"
    letter["Subject"], letter["In-Reply-To"] = "Re: 단가", f"<{side.newest.message_id}>"
    letter.set_content("단가표입니다")
    html = "<table><tr><td>뚜껑 9,000원</td></tr></table><img src='cid:plan' alt='도면'>"
    letter.add_alternative(html, subtype="html")
    letter.get_payload()[1].add_related(picture(), "image", "png", cid="<plan>", filename="a.png")
    cast().mail_in(letter.as_bytes(policy=SMTP))
    page = opens(by)
    page.goto(f"/tickets/{ticket.pk}/")
    until_htmx_listens(page, "#side-list a")
    page.locator("#side-list a").click()
    page.get_by_role("link", name="원래 모양 보기").click()
    frame = page.frame_locator(".side .mail-frame iframe")
    expect(frame.get_by_text("뚜껑 9,000원")).to_be_visible()
    expect(frame.get_by_role("img", name="도면")).to_have_js_property("complete", value=True)
    assert frame.get_by_role("img", name="도면").evaluate("img => img.naturalWidth") > 0
    accessible(page)
    # What happens meanwhile does not shut it.
    ticket.set_priority(3, by=cast.minho)
    expect(page.locator("#ticket-header")).to_contain_text("높음")
    expect(frame.get_by_text("뚜껑 9,000원")).to_be_visible()
    page.locator(".side .attachment").click()
    expect(page.get_by_role("dialog", name="그림")).to_be_visible()


def test_a_macro_brings_its_words_beside_a_ticket(cast, opens):
    by, ticket = cast.jisu, cast.ticket
    words = "{{문의.번호}}번 건으로 재고를 확인해 주세요."
    for name, text in (("재고 확인", words), ("해결만", "")):
        Macro.make(
            by=cast.sora, name=name, shortcut="", text=text, changes={"status": "solved"},
            whose="company",
        )  # fmt: skip
    side = start(ticket, invited_in(VENDOR, ticket, by), "단가", "얼마인가요?", by=by)
    page = opens(by)
    page.goto(f"/side/{side.pk}/")
    until_htmx_listens(page, "#side-composer")
    text = page.locator("#side-composer .rich-text")
    expect(text).to_be_visible()
    text.click()
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="매크로")
    expect(dialog.get_by_role("option")).to_have_count(1)
    expect(dialog.get_by_role("option")).not_to_contain_text("해결")
    accessible(page)
    page.keyboard.press("Enter")
    expect(text).to_contain_text(f"{ticket.pk}번 건으로 재고를 확인해 주세요.")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message")).to_have_count(2)
    ticket.refresh_from_db()
    assert ticket.status == "new"
    assert [use.macro.name for use in MacroUse.objects.all()] == ["재고 확인"]
