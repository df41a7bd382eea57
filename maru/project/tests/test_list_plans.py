"""How SQLite, which keeps no statistics, reads the lists: it walks what is new, not all there is.

PostgreSQL decides by what the tables hold, so that a small table proves nothing there.
"""

import pytest
from django.test import TestCase

from maru.project.seeding.seed import seed
from maru.staff.members.models import Member
from maru.support.tickets.orders import ORDERS
from maru.surfaces.desk.inbox import with_what_a_row_shows
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
        return rows.order_by(*ORDERS[order][1])[:51].explain()

    def test_all_tickets_are_read_in_their_order_without_sorting(self):
        for order in ("newest", "waiting"):
            plan = self.plan("all", order)
            self.assertIn("tickets_newest", plan)
            self.assertNotIn("TEMP B-TREE", plan)

    def test_what_is_not_solved_is_found_by_its_status(self):
        self.assertIn("tickets_by_status (status=?)", self.plan("open"))

    def test_mine_are_found_by_member_and_status(self):
        for view in ("mine", "unassigned"):
            self.assertIn("tickets_of_assignee (assignee_id=? AND status=?", self.plan(view))

    def test_recently_solved_reads_no_further_back(self):
        self.assertRegex(self.plan("solved"), r"\(status=\? AND updated_at>\?\)|\(updated_at>\?\)")
