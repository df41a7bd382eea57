"""How a member has it: look, sound, being away; and time that is measured by itself."""

import pytest
from playwright.sync_api import expect

from e2e.test_my_day import accessible
from e2e.waiting import until_htmx_listens
from maru.support.worktime.models import Work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_look_goes_along_to_another_machine(cast, opens):
    page = opens(cast.jisu)
    page.goto("/profile/preferences/")
    page.get_by_label("어둡게", exact=True).check()
    page.get_by_label("촘촘하게", exact=True).check()
    page.get_by_label("방해 금지 시간", exact=True).check()
    accessible(page)
    page.get_by_role("button", name="저장").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    other = opens(cast.jisu)
    other.goto("/")
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.locator("html")).to_have_attribute("data-density", "dense")


def test_who_is_on_a_break_is_marked_where_a_ticket_is_given(cast, opens):
    page = opens(cast.jisu)
    page.goto("/")
    until_htmx_listens(page, "#my-availability form")
    page.locator(".rail-me").click()
    page.get_by_label("돌아오는 시각").fill("30분 뒤")
    page.get_by_role("button", name="휴식 중").click()
    expect(page.locator("#my-availability")).to_contain_text("복귀")
    accessible(page)
    theirs = opens(cast.minho)
    theirs.goto(f"/tickets/{cast.ticket.pk}/")
    until_htmx_listens(theirs, "#ticket-header form")
    theirs.locator("#ticket-header summary[title^=담당]").click()
    choice = theirs.locator("#ticket-header .menu button", has_text="최지수")
    expect(choice).to_contain_text("휴식 중")
    choice.click()
    expect(theirs.locator("#toasts")).to_contain_text("휴식 중")


def test_time_is_measured_while_the_page_is_in_use_and_told_in_small_beats(cast, opens):
    page = opens(cast.jisu)
    page.clock.install()
    beats = []
    page.on("request", lambda each: beats.append(each) if "/beats/" in each.url else None)
    page.goto(f"/tickets/{cast.ticket.pk}/")
    page.locator("#conversation").click()
    for _each in range(14):  # 70 seconds, of which the first sixty are in use
        page.clock.run_for(5000)
    expect(page.locator("#panel-worktime")).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert 1 <= len(beats) <= 3
    page.goto("/work-time/")
    assert Work.objects.filter(member=cast.jisu, ticket=cast.ticket).exists()
    expect(page.get_by_text(f"#{cast.ticket.pk} ")).to_be_visible()
    accessible(page)
