"""How SQLite, which keeps no statistics, reads the lists: it walks what is new, not all there is.

PostgreSQL decides by what the tables hold, so that a small table proves nothing there.
"""

import pytest
from django.http import QueryDict
from django.test import TestCase

from maru.project.seeding.seed import seed
from maru.records.customers.models import Organization
from maru.staff.members.models import Member
from maru.support.savedviews.saved_view import meeting
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import ORDERS
from maru.support.tickets.ticket import TicketQuerySet
from maru.support.tickets.vocabulary import TICKETS
from maru.surfaces.desk.inbox import with_what_a_row_shows
from maru.surfaces.desk.inbox_form import InboxForm
from maru.surfaces.desk.inbox_views import VIEWS


@pytest.mark.sqlite
class ListPlanTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed(200, number=1, now=1_790_000_000.0)

    def setUp(self) -> None:
        self.member = Member.objects.get(email="lead0@daon.example")

    def plan(self, view: str, order: str = "newest") -> str:
        rows = with_what_a_row_shows(VIEWS[view].of(self.member), self.member)
        return self.explained(rows, order)

    def explained(self, rows: TicketQuerySet, order: str = "newest") -> str:
        return rows.order_by(*ORDERS[order][1])[:51].explain()

    def test_all_tickets_are_read_in_their_order_without_sorting(self):
        for order in ("newest", "waiting"):
            plan = self.plan("all", order)
            self.assertIn("tickets_newest", plan)
            # A customer's few addresses are sorted; the tickets, at the top, are not.
            self.assertNotRegex(plan, r"(?m)^\d+ 0 0 USE TEMP B-TREE")

    def test_what_is_not_solved_is_found_by_its_status(self):
        self.assertIn("tickets_by_status (status=?)", self.plan("open"))

    def test_mine_are_found_by_member_and_status(self):
        for view in ("mine", "unassigned"):
            self.assertIn("tickets_of_assignee (assignee_id=? AND status=?", self.plan(view))

    def test_recently_solved_reads_no_further_back(self):
        self.assertRegex(self.plan("solved"), r"\(status=\? AND updated_at>\?\)|\(updated_at>\?\)")

    def test_an_organization_s_are_found_by_its_people(self):
        organization = Organization.objects.filter(people__isnull=False)[0]
        form = InboxForm(QueryDict(f"organization={organization.pk}"), member=self.member)
        self.assertTrue(form.is_valid())
        condition = {"field": "organization", "op": "in", "value": [organization.pk]}
        for asked in (form.conditions(), meeting(TICKETS.read(condition), self.member)):
            rows = Ticket.objects.visible_to(self.member).filter(asked)
            plan = self.explained(with_what_a_row_shows(rows, self.member))
            self.assertIn("customers_of_organization (organization_id=?", plan)
            self.assertIn("tickets_of_requester (requester_id=?", plan)
