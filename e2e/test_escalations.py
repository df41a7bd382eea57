"""A ticket goes up through three levels and comes back; a vendor answers meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from e2e.axe import faults
from e2e.waiting import until_htmx_listens
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team
from maru.support.escalations.models import Escalation, EscalationLevel, EscalationPath
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.mails import mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VENDOR = "as@maker.example"


def accessible(page):
    assert faults(page) == []


@pytest.fixture
def staff(cast):
    """dan is in the second level, hana in the third."""
    tech, dev = Team.objects.create(name="기술팀"), Team.objects.create(name="개발팀")
    cast.dan = cast.member("dan", "서단", Role.AGENT, teams=[tech])
    cast.hana = cast.member("hana", "문하나", Role.SENIOR, teams=[dev])
    cast.ticket.assign(cast.jisu, by=cast.jisu)
    return cast


@pytest.fixture
def path(staff):
    path = EscalationPath.objects.create(name="기술 문제")
    for place, (name, team) in enumerate(
        [("1차 상담", staff.team), ("2차 기술", staff.dan.teams.get()),
         ("3차 개발", staff.hana.teams.get())], start=1,
    ):  # fmt: skip
        EscalationLevel.objects.create(path=path, name=name, team=team, place=place, goal=240)
    EscalationLevel.objects.create(path=path, name="제조사", way="vendor", address=VENDOR, place=4)
    return path


def opened(opens, member, ticket, **size):
    page = opens(member, **size)
    page.goto(f"/tickets/{ticket.pk}/")
    until_htmx_listens(page, "#panel-escalations .panel-more")
    return page


def anew(page):
    """Read it once more: nothing is live here (test_live.py)."""
    page.reload()
    until_htmx_listens(page, "#panel-escalations .panel-more")


def hand_up(page, to: str, reason: str):
    page.locator("body").press("Shift+P")
    dialog = page.get_by_role("dialog", name="에스컬레이션하기")
    expect(dialog.get_by_label("어디로").locator("option:checked")).to_contain_text(to)
    accessible(page)
    dialog.get_by_label("이유").fill(reason)
    dialog.get_by_role("button", name="올리기").click()
    expect(dialog).to_have_count(0)


def give_back(page, note: str):
    page.locator("#escalation-list").get_by_role("link", name="답하고 돌려주기").click()
    dialog = page.get_by_role("dialog", name="답하고 돌려주기")
    dialog.get_by_label("메모").fill(note)
    dialog.get_by_role("button", name="답하고 돌려주기").click()
    expect(dialog).to_have_count(0)


def test_through_three_levels_and_back(staff, path, opens):
    ticket = staff.ticket
    jisus = opened(opens, staff.jisu, ticket)
    chain = jisus.locator("#escalation-list")

    # What is missing is told in the form, and nothing that was typed is lost.
    jisus.locator("body").press("Shift+P")
    dialog = jisus.get_by_role("dialog", name="에스컬레이션하기")
    dialog.get_by_label("이유").fill("로그를 볼 사람이 필요합니다.")
    dialog.get_by_label("기한").fill("곧")
    dialog.get_by_role("button", name="올리기").click()
    expect(dialog).to_contain_text("이렇게 적어 주세요: 4시간 30분")
    expect(dialog.get_by_label("이유")).to_have_value("로그를 볼 사람이 필요합니다.")
    dialog.get_by_label("기한").fill("2시간")
    dialog.get_by_role("button", name="올리기").click()
    expect(dialog).to_have_count(0)
    expect(chain).to_contain_text("2차 기술")
    expect(chain).to_contain_text("최지수 님이 책임집니다")
    expect(jisus.locator("#ticket-header")).to_contain_text("기술팀")
    accessible(jisus)

    dans = opened(opens, staff.dan, ticket)
    dans.locator("#escalation-list").get_by_role("button", name="맡기").click()
    expect(dans.locator("#escalation-list")).to_contain_text("서단 님이 책임집니다")
    anew(jisus)
    expect(chain).to_contain_text("서단 님이 책임집니다")
    hand_up(dans, "3차 개발", "펌웨어의 문제입니다.")

    hanas = opened(opens, staff.hana, ticket)
    hanas.locator("#escalation-list").get_by_role("button", name="맡기").click()
    expect(hanas.locator("#escalation-list")).to_contain_text("문하나 님이 책임집니다")
    give_back(hanas, "2.1에서 고쳐졌습니다.")
    anew(dans)
    expect(dans.locator("#escalation-list")).to_contain_text("서단 님이 책임집니다")
    expect(dans.locator("#ticket-header")).to_contain_text("기술팀")
    give_back(dans, "2.1로 올려 달라고 하세요.")

    anew(jisus)
    expect(chain.get_by_text("지난 것 2건")).to_be_visible()
    expect(jisus.locator("#ticket-header")).to_contain_text("교환·환불팀")
    chain.get_by_text("지난 것 2건").click()
    chain.locator(".escalation summary", has_text="2차 기술").click()
    expect(chain).to_contain_text("2.1로 올려 달라고 하세요.")
    accessible(jisus)
    assert not Escalation.objects.open().exists()
    assert Ticket.objects.get(pk=ticket.pk).assignee == staff.jisu


def test_a_vendor_is_asked_and_the_question_finished_on_a_phone(staff, path, opens):
    page = opens(staff.jisu, width=390, height=844)
    page.goto(f"/tickets/{staff.ticket.pk}/#customer")
    until_htmx_listens(page, "#panel-escalations .panel-more")
    page.locator("#panel-escalations .panel-more").click()
    dialog = page.get_by_role("dialog", name="에스컬레이션하기")
    dialog.get_by_label("이유").fill("부품이 있는지 물어봅니다.")
    dialog.get_by_label("어디로").select_option(label="4. 제조사")
    asked = dialog.get_by_label("물어볼 내용")
    expect(asked).to_be_visible()
    expect(dialog.get_by_label("이유")).to_have_value("부품이 있는지 물어봅니다.")
    asked.fill("같은 부품이 있나요?")
    accessible(page)
    dialog.get_by_role("button", name="물어보기").click()
    chain = page.locator("#escalation-list")
    expect(chain).to_contain_text("제조사")
    row = Escalation.objects.get()
    raw = mail("있습니다", sender=VENDOR, Message_ID="<a1@maker.example>",
               In_Reply_To=f"<{row.side.newest.message_id}>")  # fmt: skip
    staff().mail_in(raw)
    page.reload()
    expect(chain).to_contain_text("답이 옴")
    chain.get_by_role("link", name="메모와 함께 마치기").click()
    done = page.get_by_role("dialog", name="메모와 함께 마치기")
    done.get_by_label("메모").fill("제조사가 부품을 보냅니다.")
    done.get_by_role("button", name="메모와 함께 마치기").click()
    expect(chain.get_by_text("지난 것 1건")).to_be_visible()
    accessible(page)


def test_a_path_is_set_up_with_a_team_and_a_vendor(staff, opens):
    page = opens(staff.sora)
    page.goto("/console/escalation-paths/")
    accessible(page)
    page.get_by_role("link", name="새 경로").first.click()
    page.get_by_label("이름").fill("기술 문제")
    page.get_by_role("button", name="저장").click()
    page.get_by_label("이름").fill("2차 기술")
    page.get_by_label("팀", exact=True).select_option("기술팀")
    accessible(page)
    page.get_by_role("button", name="저장").click()
    page.get_by_role("link", name="단계 더하기").click()
    page.get_by_label("이름").fill("제조사")
    page.get_by_label("외부 업체에 물어봄").check()
    expect(page.get_by_label("팀", exact=True)).to_be_hidden()
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_text("어느 주소로")).to_be_visible()
    page.get_by_label("이메일 주소").fill(VENDOR)
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("listitem").filter(has_text=VENDOR)).to_be_visible()
    accessible(page)
    assert EscalationLevel.objects.count() == 2
