"""A colleague is named in a note by the keyboard, an input method composing, and hears of it."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from e2e.composer import FIELD, commit, compose
from e2e.test_live import signed_in
from maru.project.tests.serving import served
from maru.support.tickets.models import Mention

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_mention_is_picked_while_composing_and_rings_the_other_s_bell(
    cast: Any, chromium: Browser, settings: Any
) -> None:
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]  # what was built last
    with served() as address:
        other = signed_in(chromium, cast.minho, address)
        heard: list[object] = []

        def hear(said: object) -> None:
            heard.append(said)

        other.on("websocket", lambda socket: socket.on("framereceived", hear))
        other.goto("/notifications/")
        expect(other.locator("#notifications")).to_contain_text("새 알림이 없어요")
        while not heard:
            other.wait_for_timeout(50)

        page = signed_in(chromium, cast.jisu, address)
        page.goto(f"/tickets/{cast.ticket.pk}/")
        page.wait_for_load_state()
        field, options = page.locator(FIELD), page.locator("#inline-picker > *")
        page.keyboard.press("n")
        expect(field).to_be_focused()
        page.keyboard.type("@")
        expect(options.first).to_be_visible()
        page.keyboard.press("Escape")
        expect(options.first).to_be_hidden()
        expect(field).to_be_focused()
        page.keyboard.type(" 네 @")
        compose(page, "ㅂ")
        expect(options.first).to_have_text("박민호팀장")
        commit(page, "ㅂ")
        page.keyboard.press("Enter")
        expect(field).to_have_text("@ 네 @박민호 ")
        page.keyboard.type("봐 주세요")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#thread .mention")).to_have_text("@박민호")
        assert Mention.objects.get().member == cast.minho

        expect(other.locator("#notifications")).to_contain_text("최지수 님이 나를 언급했어요")
        bell = other.locator("a[href='/notifications/'] .rail-count")
        expect(bell).to_contain_text("1")
        other.keyboard.press("j")
        other.keyboard.press("Enter")
        other.wait_for_url("**/tickets/**")
        expect(other.locator("#thread .mention--me")).to_be_visible()
        expect(bell).to_be_hidden()
