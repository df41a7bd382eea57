"""How SQLite, which keeps no statistics, reads the lists: it walks what is new, not all there is.

PostgreSQL decides by what the tables hold, so that a small table proves nothing there.
"""

from functools import partial
from unittest.mock import patch

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.kit.database import walking
from maru.project.seeding.seed import seed
from maru.records.customers.models import Organization
from maru.staff.members.models import Member
from maru.support.savedviews.saved_view import meeting
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import ORDERS, order_of, page_of
from maru.support.tickets.ticket import TicketQuerySet
from maru.support.tickets.vocabulary import TICKETS
from maru.surfaces.desk import my_day
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

    def test_nobody_has_sqlite_keep_statistics(self):
        # Those of a small company let it walk all tickets of a large one (0278).
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'sqlite_stat%%'", [])
            self.assertEqual(cursor.fetchone(), (0,))

    def test_all_tickets_are_read_in_their_order_without_sorting(self):
        for order in ("newest", "waiting"):
            plan = self.plan("all", order)
            self.assertIn("tickets_newest", plan)
            # A customer's few addresses are sorted; the tickets, at the top, are not.
            self.assertNotRegex(plan, r"(?m)^\d+ 0 0 USE TEMP B-TREE")

    def test_subjects_are_walked_and_only_those_of_one_are_sorted(self):
        for order in ("subject", "subject_down"):
            plan = self.plan("all", order)
            self.assertIn("USING INDEX tickets_by_subject", plan)
            self.assertRegex(plan, r"(?m)^\d+ 0 0 USE TEMP B-TREE FOR (LAST 2|RIGHT PART)")
        self.assertIn("tickets_by_status (status=?)", self.plan("open", "subject"))

    def test_what_is_not_solved_is_found_by_its_status(self):
        self.assertIn("tickets_by_status (status=?)", self.plan("open"))

    def test_few_are_found_by_an_index_of_their_own(self):
        self.assertIn("tickets_spam", self.plan("spam"))
        self.assertIn("tickets_snoozed", self.plan("snoozed"))

    def test_what_few_have_is_read_along_an_index(self):
        for order, index in (("priority", "priority"), ("kind", "kind"), ("channel", "source")):
            with (
                self.subTest(order),
                patch.object(walking, "FEW", 0),
                CaptureQueriesContext(connection) as asked,
            ):
                show = partial(with_what_a_row_shows, member=self.member)
                page_of(VIEWS["all"].of(self.member), ORDERS[order][1], show=show)
                sql = next(q["sql"] for q in asked if "LIMIT 51" in q["sql"])
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                steps = " ".join(row[3] for row in cursor.fetchall())
            self.assertIn(f"tickets_by_{index} ({index}=?)", steps)
            self.assertNotIn("TEMP B-TREE", steps)

    def steps_of(self, sort: str, view: str = "all") -> list[str]:
        """Return the plan of each statement that finds the keys of a page among many tickets."""
        with patch.object(walking, "FEW", 0), CaptureQueriesContext(connection) as asked:
            page_of(VIEWS[view].of(self.member), order_of(sort), size=5)
        found = []
        for query in asked:
            if "LIMIT 6" in query["sql"]:
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                    found.append("; ".join(row[3] for row in cursor.fetchall()))
        return found

    def test_names_are_walked_and_the_tickets_of_each_found_by_an_index_of_theirs(self):
        for sort, index in (
            ("team_down", "tickets_by_team (team_id=?)"),
            ("brand", "USING INDEX tickets_newest"),
        ):
            with self.subTest(sort):
                plans = [plan for plan in self.steps_of(sort) if "tickets_ticket" in plan]
                self.assertTrue(plans)
                for plan in plans:
                    self.assertIn(index, plan)
                    self.assertNotIn("TEMP B-TREE", plan)

    def test_customers_and_organizations_are_read_some_at_a_time(self):
        for sort in ("customer", "organization_down"):
            with self.subTest(sort):
                plans = "\n".join(self.steps_of(sort, "open"))
                self.assertIn("tickets_of_requester (requester_id=?)", plans)
                self.assertNotIn("SCAN tickets_ticket", plans)

    def test_mine_are_found_by_member_and_status(self):
        for view in ("mine", "unassigned"):
            self.assertIn("tickets_of_assignee (assignee_id=? AND status=?", self.plan(view))

    def test_my_day_is_found_by_its_member_not_among_all_tickets(self):
        soon = timezone.now()
        plans = {
            "tickets_of_assignee (assignee_id=? AND status=?": my_day.tickets_of(self.member),
            "tasks_left (assignee_id=?": my_day.tasks_of(self.member),
            "reminders_left (member_id=?": my_day.reminders_of(self.member, before=soon),
            "tickets_snoozed (snoozed_until<?": my_day.back_today(self.member, before=soon),
        }
        for index, rows in plans.items():
            plan = rows[:31].explain()
            self.assertIn(index, plan)
            self.assertNotRegex(plan, r"SCAN", index)

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
