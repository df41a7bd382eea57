"""The main pages have no serious fault that axe-core finds: names, contrast, keyboard."""

from pathlib import Path

import pytest

from maru.extensions.webform.tests.cast import made_form
from maru.records.customers.organizations.editing import add_organization
from maru.records.customers.organizations.placing import place
from maru.staff.members.roles import Role
from maru.support.bulk.models import BulkChange
from maru.support.tickets.models import Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
FIND = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((each) => ["serious", "critical"].includes(each.impact))
  .map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`)"""
PAGES = [
    "/", "/?view=all",
    "/tickets/{ticket}/", "/tickets/new/", "/customers/", "/profile/",
    "/profile/second-step/", "/profile/sign-ins/",
    "/console/", "/console/company/", "/console/brands/", "/console/addresses/",
    "/console/calendars/new/", "/console/members/", "/console/invitations/", "/console/teams/",
    "/console/filters/", "/console/filters/new/", "/console/blocked-senders/",
    "/console/access/", "/console/quarantine/", "/console/mailbox/", "/console/mailboxes/",
    "/console/mailboxes/new/", "/console/auto-answers/", "/console/auto-answers/{brand}/",
    "/console/outgoing/", "/console/imports/", "/console/imports/new/", "/console/backups/",
    "/my-day/", "/my-day/handover/", "/console/alarms/", "/notifications/",
    "/notifications/wishes/", "/console/addresses/new/",
    "/console/forms/", "/console/forms/new/", "/console/quarantine/?state=unconfirmed",
    "/console/fields/", "/console/fields/new/",
    "/organizations/", "/organizations/new/", "/organizations/{organization}/",
    "/console/synonyms/?try=환불", "/console/synonyms/new/",
    "/?view=spam", "/views/", "/views/new/?view=mine&tag=x", "/exports/",
    "/exports/new/?view=all", "/tickets/bulk/{bulk}/", "/nothing/here/",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_desk_have_no_serious_fault(cast, opens, scheme):
    cast.jisu.role = Role.ADMIN
    cast.jisu.save()
    made = add_organization(cast.onnuri, "한결상사", by=cast.jisu, domains=["hangyeol.example"])
    place(cast.kim, made, by=cast.jisu)
    page = opens(cast.jisu)
    page.emulate_media(color_scheme=scheme)
    rows = Ticket.objects.visible_to(cast.jisu)
    things = {
        "ticket": cast.ticket.pk, "brand": cast.onnuri.pk, "organization": made.pk,
        "bulk": BulkChange.look_at(rows, {"priority": 4}, by=cast.jisu).pk,
    }  # fmt: skip
    for address in PAGES:
        page.goto(address.format(**things))
        page.evaluate(AXE.read_text() + ";0")  # not a script element: the content policy stays on
        assert page.evaluate(FIND) == [], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_web_form_has_no_serious_fault(cast, opens, scheme):
    made_form(cast.onnuri, "onnuri")
    page = opens(cast.jisu, width=390, height=844)
    page.context.clear_cookies()
    page.emulate_media(color_scheme=scheme)
    page.goto("/form/onnuri/")
    for _ in range(2):  # as it opens, and with its mistakes told
        page.evaluate(AXE.read_text() + ";0")
        assert page.evaluate(FIND) == []
        page.get_by_role("button", name="보내기").click()
        page.wait_for_load_state()


def test_a_stranger_finds_a_page_to_sign_in_without_a_serious_fault(cast, opens):
    page = opens(cast.jisu)
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.evaluate(AXE.read_text() + ";0")
    assert page.evaluate(FIND) == []
