"""A mail in pieces in a browser: one line while it comes, moved and told anew without a reload."""

from unittest.mock import patch

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from maru.records.channels import joining
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.joining import join_ready
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.mails import mail
from maru.support.tickets.tests.pieces import cut

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "냄비 뚜껑이 깨져서 왔습니다.\n"
PIECES = cut(mail(WORDS * 30, Subject="whole", Message_ID="<w@example.com>"), 3)


def take(cast, *raws):
    accept([Letter(raw, (cast.mailbox.pk,)) for raw in raws])
    open_waiting()


def hear(page):
    page.evaluate("htmx.trigger('[data-live-ticket]', 'live')")


@pytest.mark.parametrize("width", [1440, 390])
def test_an_open_page_follows_the_pieces_until_they_are_one(cast, opens, width):
    take(cast, PIECES[0])
    page = opens(cast.minho, width=width, height=900)
    page.goto(f"/tickets/{Ticket.objects.latest('number').pk}/")
    pieces = page.locator("#thread > .pieces")
    expect(pieces).to_contain_text("3조각으로 온 메일 중 1조각이 왔습니다")
    expect(pieces.locator("q")).to_contain_text("냄비 뚜껑이")
    take(cast, *PIECES[1:])
    hear(page)
    expect(pieces).to_contain_text("3조각으로 온 메일을 합치는 중입니다")
    expect(pieces).to_have_count(1)

    with (
        patch.object(joining, "joined", side_effect=RuntimeError),
        patch.object(joining, "PAUSE", joining.LEASE * 0),
    ):
        for _ in range(joining.TRIES):
            join_ready()
    expect(pieces.locator(".message-warning")).to_contain_text("다섯 번")  # it asked by itself
    assert faults(page) == []

    page.get_by_role("button", name="다시 해 보기").click()
    expect(pieces).to_contain_text("합치는 중입니다")
    join_ready()
    open_waiting()
    hear(page)
    expect(pieces).to_contain_text("아래에 합쳐 놓았습니다")
    expect(pieces).to_have_count(1)
    whole = page.locator("#thread > article.message")
    expect(whole).to_have_count(1)
    expect(whole).to_contain_text("조각 3개를 합쳤습니다.")
    expect(pieces.locator("article").first).to_be_hidden()
    pieces.locator("summary").first.click()
    expect(pieces.locator("article")).to_have_count(3)
    expect(pieces.locator("article").first.locator(".message-text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.seen.errors == []
