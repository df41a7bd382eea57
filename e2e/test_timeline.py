"""The conversation in a browser: what is new, what is looked for, what is shown large, paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.composer import FIELD
from e2e.conftest import Opens
from maru.kit.blobs import store
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.models import Message
from maru.support.tickets.reading.seen import see
from maru.support.tickets.tests.test_files import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [(1440, 900), (390, 844)]
MARKED = """name => [...(CSS.highlights.get(name) ?? [])].map(range => range.toString())"""


def said(cast: Any, *texts: str, **more: Any) -> list[Message]:
    rows = [Message(ticket=cast.ticket, direction="in", text=text, **more) for text in texts]
    return Message.objects.bulk_create(rows)


def menu(page: Page, name: str) -> None:
    page.locator("#ticket-header summary[aria-label='더 보기']").click()
    page.locator("#ticket-header details[open]").get_by_text(name, exact=True).click()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_long_ticket_opens_at_what_is_new(
    cast: Any, opens: Opens, width: int, height: int
) -> None:
    old = said(cast, *(f"옛 말 {number}\n" * 6 for number in range(20)))
    see(cast.ticket.pk, cast.jisu, old[-1].pk)
    new = said(cast, *(f"새 말 {number}\n" * 6 for number in range(20)))
    page = opens(cast.jisu, width=width, height=height)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    expect(page.locator("#new-from-here")).to_have_text("마지막으로 본 뒤 새 메시지 20개")
    expect(page.locator("#new-from-here")).to_be_in_viewport()
    expect(page.locator(f"#message-{new[0].pk}")).to_be_in_viewport()
    expect(page.locator(f"#message-{new[-1].pk}")).not_to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_words_are_found_in_older_and_folded_parts_and_walked(
    cast: Any, opens: Opens, width: int, height: int
) -> None:
    (oldest, *_rest) = said(cast, "지난달에 환불했는데요.", *("그냥 말" for _ in range(80)))
    (quoting,) = said(cast, "네, 그렇게 해 주세요", quoted="환불은 사흘 걸립니다")
    said(cast, "감사합니다")
    see(cast.ticket.pk, cast.jisu)
    page = opens(cast.jisu, width=width, height=height)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    expect(page.locator(f"#message-{oldest.pk}")).to_have_count(0)
    if width > 500:
        page.locator("#conversation").focus()
        page.keyboard.press("/")
    else:
        menu(page, "이 문의에서 찾기")
    field = page.locator(".find input")
    expect(field).to_be_focused()
    page.keyboard.type("환불")
    expect(page.locator(".find-count")).to_have_text("1 / 2")
    expect(page.locator(f"#message-{quoting.pk} blockquote")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator(".find-count")).to_have_text("2 / 2")
    expect(page.locator(f"#message-{oldest.pk}")).to_be_in_viewport()
    expect(page.locator("#thread .message")).to_have_count(84)
    assert page.evaluate(MARKED, "found-here") == ["환불했는데요"]
    assert set(page.evaluate(MARKED, "found")) == {"환불했는데요", "환불은"}
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".find-count")).to_have_text("1 / 2")
    field.fill("없는낱말")
    expect(page.locator(".find-count")).to_have_text("찾지 못했어요")
    page.keyboard.press("Escape")
    expect(page.locator(".find")).to_be_hidden()
    assert page.evaluate(MARKED, "found") == []
    assert page.seen.errors == []


def test_changes_are_opened_at_once_and_stay_so_in_other_tickets(cast: Any, opens: Opens) -> None:
    cast.ticket.set_priority(4, by=cast.jisu)
    cast.ticket.tag_only(["급함"], by=cast.jisu)
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    changes = page.locator("details.event")
    expect(changes).to_contain_text("기록 2건")
    expect(changes).not_to_have_attribute("open", "")
    with page.expect_response("**/changes/"):
        menu(page, "기록을 모두 펴기")
    expect(changes).to_have_attribute("open", "")
    assert Habits.of(cast.jisu).open_changes
    page.reload()
    expect(changes).to_have_attribute("open", "")
    page.locator("#conversation").focus()
    switch = page.locator("#ticket-header form[data-open-changes]")
    switch.evaluate("form => (form.dataset.old = '')")
    page.keyboard.press("a")  # the header comes anew, and knows it still
    expect(page.locator("#ticket-header form[data-open-changes]:not([data-old])")).to_have_count(1)
    expect(page.locator("#thread-tail details.event")).to_have_attribute("open", "")
    with page.expect_response("**/changes/"):
        menu(page, "기록을 모두 펴기")
    expect(changes).not_to_have_attribute("open", "")
    assert not Habits.of(cast.jisu).open_changes


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pictures_are_looked_at_large_one_after_another(
    cast: Any, opens: Opens, width: int, height: int
) -> None:
    message = cast.ticket.messages.earliest("id")
    fields = {"content_type": "image/png", "size": 99, "sha256": store().put(picture())}
    for name in ("뚜껑.png", "손잡이.png"):
        message.attachments.create(name=name, **fields)
    message.attachments.create(name="글.txt", **{**fields, "content_type": "text/plain"})
    page = opens(cast.jisu, width=width, height=height)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.locator(".attachment", has_text="뚜껑.png").click()
    viewer = page.get_by_role("dialog", name="그림")
    expect(viewer.locator("[data-viewer-name]")).to_have_text("뚜껑.png")
    expect(viewer.locator("[data-viewer-count]")).to_have_text("1 / 2")
    expect(viewer).to_have_attribute("data-state", "shown")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator("[data-viewer-name]")).to_have_text("손잡이.png")
    viewer.get_by_role("button", name="다음 그림").click()
    expect(viewer.locator("[data-viewer-name]")).to_have_text("뚜껑.png")
    with page.expect_download() as download:
        viewer.get_by_role("link", name="내려받기").click()
    assert download.value.suggested_filename == "뚜껑.png"
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.locator(".attachment", has_text="뚜껑.png")).to_be_focused()
    assert page.seen.errors == []


def test_a_ticket_is_printed_with_what_one_chooses(cast: Any, opens: Opens) -> None:
    cast.ticket.note("안에서만 읽는 말", by=cast.minho)
    page = opens(cast.jisu)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    menu(page, "인쇄하거나 PDF로 저장")
    page.wait_for_url(re.compile(r"/paper/$"))
    expect(page.get_by_role("main")).to_contain_text("방금 받았는데")
    expect(page.get_by_role("main")).not_to_contain_text("안에서만 읽는 말")
    page.get_by_label("내부 메모").check()
    expect(page.get_by_role("main")).to_contain_text("안에서만 읽는 말")
    page.emulate_media(media="print")
    expect(page.locator(".paper-bar")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF로 저장").click()
    assert download.value.suggested_filename == f"{cast.ticket.pk}.pdf"
    page.keyboard.press("b")
    page.wait_for_url(re.compile(rf"/tickets/{cast.ticket.pk}/$"))
    expect(page.locator(FIELD)).to_be_visible()
