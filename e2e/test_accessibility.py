"""Axe-core finds nothing on any page: the routes are walked, with the things that the test of the
permissions feeds them, so that a new page is looked at by being there.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from e2e.axe import faults
from maru.extensions.webform.tests.cast import made_form
from maru.project.tests import test_routes
from maru.project.tests.routes import Visit
from maru.staff.members.models import Member
from maru.staff.members.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHARES = 3  # each a test of its own: the workers take them side by side
PAGES: dict[str, list[int]] = {}  # whose pages, by role: their places in the plan, found once
ALSO = ["/?view=all", "/?view=spam", "/nothing/here/", "/console/synonyms/?try=환불"]


@pytest.fixture
def company(transactional_db: None) -> Any:
    case = type("Company", (test_routes.RouteTests,), {})
    case.setUpTestData()
    return case


def addresses(case: Any, member: Member | None) -> list[str]:
    """Return one address of each route that gives ``member`` a whole page."""
    role = member.role if member else ""
    if role not in PAGES:
        PAGES[role] = _pages(case.planned, member)
    return [case.planned[place].path for place in PAGES[role]]


def _pages(planned: list[Visit], member: Member | None) -> list[int]:
    client, found = Client(), {}
    if member:
        client.force_login(member)
    for place, visit in enumerate(planned):
        if visit.route.pattern not in found and _is_page(client, visit, member):
            found[visit.route.pattern] = place
    return list(found.values())


def _is_page(client: Client, visit: Visit, member: Member | None) -> bool:
    is_shown = visit.is_for(member) if member else visit.route.policy.is_open
    if not is_shown or visit.route.pattern.startswith("api/"):
        return False
    response = client.get(visit.path)
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    # What is streamed is no page; a part of one has no head.
    return response.status_code == 200 and is_html and b"<title>" in response.content[:3000]


def look_at(page: Page, paths: list[str]) -> list[str]:
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += [f"{path} {each}" for each in faults(page)]
    return wrong


@pytest.mark.parametrize("share", range(SHARES))
def test_a_member_finds_no_page_with_a_fault(company, opens, share):
    sora = company.everyone[Role.ADMIN]
    paths = sorted([*addresses(company, sora), *ALSO])[share::SHARES]
    assert len(paths) > 10
    assert look_at(opens(sora), paths) == []


def test_a_stranger_finds_no_page_with_a_fault(company, opens):
    page = opens(company.everyone[Role.ADMIN], width=390, height=844)
    page.context.clear_cookies()
    paths = addresses(company, None)
    assert "/sign-in/" in paths
    assert look_at(page, paths) == []


def test_a_form_that_tells_its_mistakes_has_no_fault(cast, opens):
    made_form(cast.onnuri, "onnuri")
    page = opens(cast.jisu, width=390, height=844)
    page.context.clear_cookies()
    page.goto("/form/onnuri/")
    page.get_by_role("button", name="보내기").click()
    page.wait_for_load_state()
    assert faults(page) == []
