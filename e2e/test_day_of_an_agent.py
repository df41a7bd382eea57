"""The day of an agent, one thing after another, with the keys of a desk and the taps of a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.composer import FIELD, commit, compose
from e2e.conftest import Opens
from e2e.test_live import signed_in
from maru.project.tests.serving import served
from maru.records.channels.models import Delivery
from maru.support.actions.models import Macro
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Draft, Mention, Message, Ticket
from maru.support.tickets.opening import open_ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

on_both = pytest.mark.parametrize("where", ["desk", "phone"])
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@dataclass
class Agent:
    """Somebody at a ticket, who does each thing as one does it there."""

    page: Page
    where: str

    @classmethod
    def at(cls, opens: Opens, member: Any, where: str, ticket: Ticket) -> Agent:
        page = opens(member, **SIZES[where])
        page.goto(f"/tickets/{ticket.pk}/")
        page.wait_for_load_state()
        return cls(page, where)

    @property
    def field(self) -> Any:
        return self.page.locator(FIELD)

    def press(self, key: str) -> None:
        self.page.locator("#conversation").focus()
        self.page.keyboard.press(key)

    def note(self) -> None:
        if self.where == "desk":
            self.press("n")
        else:
            self.page.get_by_role("tab", name="내부 메모").tap()
            self.field.tap()
        expect(self.field).to_be_focused()

    def send(self) -> None:
        if self.where == "desk":
            self.page.keyboard.press("Control+Enter")
        else:
            self.page.locator("[data-send-button]").tap()

    def choose(self, key: str, name: str) -> None:
        """By its key, or from the menu of the ticket."""
        if self.where == "desk":
            self.press(key)
            return
        self.page.locator("#ticket-header summary[aria-label='더 보기']").tap()
        self.page.locator("#ticket-header details[open]").get_by_text(name, exact=True).tap()


@on_both
def test_the_first_one_of_the_list_is_read_and_answered_in_korean(
    cast: Any, opens: Opens, where: str
) -> None:
    page = opens(cast.jisu, **SIZES[where])
    page.goto("/tickets/?view=open")
    page.wait_for_load_state()
    if where == "desk":
        page.keyboard.press("j")
        page.keyboard.press("Enter")
    else:
        page.locator("[data-row] a, a[data-row]").first.tap()
    page.wait_for_url(re.compile(rf"/tickets/{cast.ticket.pk}/"))
    agent = Agent(page, where)
    expect(page.locator("#thread .message").first).to_contain_text("손잡이 옆이 깨져 있습니다")
    agent.field.click()
    for syllable, on_the_way in (("내", "ㄴ"), ("일", "이"), (" 도착", "ㄷ"), ("합니다", "합니")):
        compose(page, on_the_way)
        commit(page, syllable)
    expect(agent.field).to_have_text("내일 도착합니다")
    agent.send()
    expect(page.locator("#thread .message--agent")).to_contain_text("내일 도착합니다")
    expect(page.locator("#ticket-header .status--pending").first).to_be_visible()
    assert Message.objects.get(direction=Direction.TO_CUSTOMER).text == "내일 도착합니다"
    assert page.seen.errors == []


@on_both
def test_a_colleague_is_asked_in_a_note_of_which_the_customer_hears_nothing(
    cast: Any, opens: Opens, where: str
) -> None:
    agent = Agent.at(opens, cast.jisu, where, cast.ticket)
    agent.note()
    agent.page.keyboard.type("@")
    compose(agent.page, "ㅂ")
    commit(agent.page, "ㅂ")
    expect(agent.page.locator("#inline-picker > *").first).to_have_text("박민호팀장")
    agent.page.keyboard.press("Enter")
    agent.page.keyboard.type("재고 있나요?")
    agent.send()
    expect(agent.page.locator("#thread .message--note .mention")).to_have_text("@박민호")
    assert Mention.objects.get().member == cast.minho
    assert not Delivery.objects.filter(message__ticket=cast.ticket).exists()


@on_both
def test_two_that_are_one_are_merged(cast: Any, opens: Opens, where: str) -> None:
    second = open_ticket(
        by=cast.jisu, brand=cast.onnuri, requester=cast.kim, team=cast.team,
        subject="뚜껑이 또 깨졌어요", text="사진을 잊었어요.",
    )  # fmt: skip
    agent = Agent.at(opens, cast.jisu, where, second)
    agent.choose("m", "다른 문의와 합치기")
    dialog = agent.page.locator("dialog#merger")
    dialog.locator("#merger-with").press_sequentially("뚜껑")
    dialog.get_by_role("link", name=f"#{cast.ticket.pk}").click()
    expect(dialog.locator(".merging-side").first).to_contain_text("사진을 잊었어요")
    dialog.locator("[name=why]").fill("같은 손님")
    agent.page.keyboard.press("Enter")
    agent.page.wait_for_url(re.compile(rf"/tickets/{cast.ticket.pk}/"))
    expect(agent.page.locator("#thread")).to_contain_text("사진을 잊었어요")
    assert Ticket.objects.get(pk=second.pk).merged_into_id == cast.ticket.pk


@on_both
def test_what_can_wait_is_put_off_and_brought_back(cast: Any, opens: Opens, where: str) -> None:
    agent = Agent.at(opens, cast.jisu, where, cast.ticket)
    header = agent.page.locator("#ticket-header")
    if where == "desk":
        agent.press("h")
        header.locator("details[open]").get_by_text("고객이 답할 때까지").click()
    else:
        agent.choose("", "고객이 답할 때까지")
    expect(header).to_contain_text("고객이 답할 때까지 미룸")
    assert Ticket.objects.get().is_snoozed
    header.get_by_role("button", name="다시 꺼내기").click()
    expect(header).not_to_contain_text("미룸")
    assert not Ticket.objects.get().is_snoozed


@on_both
def test_a_macro_writes_the_answer_and_what_was_sent_too_soon_is_taken_back(
    cast: Any, opens: Opens, settings: Any, where: str
) -> None:
    settings.UNDO_SEND = 60  # this page has no worker, and a slow machine all the time it needs
    Macro.make(
        by=cast.sora, name="환불 접수", shortcut="환불", whose="company",
        text="{{고객.이름|고객}}님, 접수했습니다.", changes={"tags_added": ["환불"]},
    )  # fmt: skip
    agent = Agent.at(opens, cast.jisu, where, cast.ticket)
    agent.field.click()
    agent.page.keyboard.type("/")
    expect(agent.page.get_by_role("combobox", name="매크로 찾기")).to_be_focused()
    compose(agent.page, "환ㅂ")
    commit(agent.page, "환불")
    agent.page.keyboard.press("Enter")
    expect(agent.field).to_have_text("김하늘님, 접수했습니다.")
    agent.send()
    sent = agent.page.locator("#thread .message--agent")
    expect(sent).to_contain_text("보내는 중")
    if where == "desk":
        agent.press("z")
    else:
        sent.get_by_role("button", name="되돌리기").tap()
    expect(agent.field).to_have_text("김하늘님, 접수했습니다.")
    expect(sent).to_have_count(0)
    assert not Message.objects.filter(direction=Direction.TO_CUSTOMER).exists()
    assert Ticket.objects.get().status == Status.NEW


def test_who_answers_second_sees_what_the_first_said_before_anything_leaves(
    cast: Any, chromium: Browser, settings: Any
) -> None:
    settings.STATIC_ROOT = settings.STATICFILES_DIRS[0]  # what was built last
    with served() as address:
        jisu, minho = (signed_in(chromium, who, address) for who in (cast.jisu, cast.minho))
        for page in (jisu, minho):
            page.goto(f"/tickets/{cast.ticket.pk}/")
            page.wait_for_load_state()
        jisu.locator(FIELD).fill("제가 쓴 답입니다.")
        minho.locator(FIELD).fill("먼저 보낸 답입니다.")
        minho.locator("[data-send-button]").click()
        expect(minho.locator("#thread .message--agent")).to_contain_text("먼저 보낸 답입니다.")
        jisu.locator("[data-send-button]").click()
        expect(jisu.locator("#composer-notice")).to_contain_text("먼저 보낸 답입니다.")
        expect(jisu.locator(FIELD)).to_have_text("제가 쓴 답입니다.")
        assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 1
        jisu.locator("[name=seen_anyway]").click()
        # What the other page shows comes by the line, without a reload.
        both = minho.locator("#thread .message--agent")
        expect(both).to_have_text([re.compile("먼저 보낸"), re.compile("제가 쓴")], timeout=30_000)
        for page in (jisu, minho):
            page.context.close()


@on_both
def test_an_answer_on_a_line_that_is_cut_is_kept_and_leaves_once_when_it_is_back(
    cast: Any, opens: Opens, where: str
) -> None:
    agent = Agent.at(opens, cast.jisu, where, cast.ticket)
    agent.field.fill("지하철에서 쓴 답입니다.")
    expect(agent.page.locator("[data-draft-state]")).to_have_attribute("data-state", "saved")
    agent.page.context.set_offline(True)
    agent.page.locator("[data-send-button]").click()
    expect(agent.page.locator("#toasts")).to_contain_text("연결되지 않습니다")
    expect(agent.field).to_have_text("지하철에서 쓴 답입니다.")
    agent.page.context.set_offline(False)
    agent.page.locator("[data-send-button]").click()
    expect(agent.page.locator("#thread .message--agent")).to_have_count(1)
    assert Message.objects.filter(direction=Direction.TO_CUSTOMER).count() == 1


def test_what_was_begun_at_the_desk_is_finished_on_the_phone(cast: Any, opens: Opens) -> None:
    desk = Agent.at(opens, cast.jisu, "desk", cast.ticket)
    desk.field.click()
    desk.page.keyboard.type("조금 더 알아보고 ")
    expect(desk.page.locator("[data-draft-state]")).to_have_attribute("data-state", "saved")
    phone = Agent.at(opens, cast.jisu, "phone", cast.ticket)
    expect(phone.field).to_have_text("조금 더 알아보고 ")
    phone.field.click()
    phone.page.keyboard.press("Control+End")
    compose(phone.page, "연")
    commit(phone.page, "연락드릴게요")
    phone.send()
    expect(phone.page.locator("#thread .message--agent")).to_contain_text(
        "조금 더 알아보고 연락드릴게요"
    )
    assert not Draft.objects.exists()
