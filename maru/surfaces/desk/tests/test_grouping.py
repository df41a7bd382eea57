"""Lists in any order and under headings: pages follow one another, headings count what there is."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.support.savedviews import counting
from maru.support.savedviews.grouping import GROUPS
from maru.support.savedviews.models import SavedView
from maru.support.tickets.choices import Kind, Priority, Source, Status
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import BY_COLUMN, ORDERS
from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.desk import grouping
from maru.surfaces.desk.tests.test_inbox import next_address, subjects

HEADING = re.compile(r'scope="rowgroup" colspan="\d+">([^<]*) <span[^>]*>([^<]*)<')


def headings(response: HttpResponse) -> list[tuple[str, str]]:
    return HEADING.findall(response.content.decode())


class GroupingTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        others = [
            None, cls.kim,
            recognise(ContactKind.EMAIL, "nameless@example.com", brand=cls.onnuri),
            *(Customer.objects.create(brand=cls.onnuri, name=name) for name in ("가람", "Kim")),
        ]  # fmt: skip
        now = timezone.now()
        Ticket.objects.bulk_create(
            Ticket(
                brand=cls.onnuri, subject=f"문의 {n:03}", requester=others[n % 5],
                status=Status.values[n % 6], priority=Priority.values[n % 4],
                kind=Kind.values[n % 4], source=Source.values[n % 6],
                assignee=[None, cls.jisu, cls.minho][n % 3], team=[None, cls.team][n % 2],
                created_at=now - timedelta(hours=7 * n), updated_at=now - timedelta(hours=5 * n),
            )
            for n in range(115)
        )  # fmt: skip

    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def walk(self, query: str) -> list[HttpResponse]:
        pages, address = [], f"/tickets/?view=all&{query}"
        while address:
            pages.append(self.client.get(address))
            self.assertEqual(pages[-1].status_code, 200, query)
            following = next_address(pages[-1])
            address = f"/tickets/{following}" if following else ""
        return pages

    def test_in_every_order_each_ticket_comes_once(self):
        for sort in ORDERS:
            seen = [subject for page in self.walk(f"sort={sort}") for subject in subjects(page)]
            self.assertEqual((len(seen), len(set(seen))), (116, 116), sort)

    def test_the_second_click_on_a_head_turns_the_order_round(self):
        for column, (first, second) in BY_COLUMN.items():
            # What is promised nothing comes last in both.
            orders = [
                [word for word in ORDERS[name][1] if word != "promised_place"]
                for name in (first, second)
            ]
            key = orders[0][0], orders[1][0]
            self.assertEqual(key[0].lstrip("-"), key[1].lstrip("-"), column)
            self.assertNotEqual(*key)
            page = self.client.get(f"/?view=all&sort={first}").content.decode()
            if column in {"number", "subject", "customer", "status", "priority", "updated"}:
                self.assertRegex(page, rf'aria-sort="\w+"><a href="\?view=all&amp;sort={second}"')

    def test_groups_stay_together_over_pages_and_count_all_of_them(self):
        for group in GROUPS:
            told: dict[str, set[str]] = {}
            order: list[str] = []
            for page in self.walk(f"group={group}"):
                for label, count in headings(page):
                    told.setdefault(label, set()).add(count)
                    if not order or order[-1] != label:
                        order.append(label)
            self.assertEqual(len(order), len(set(order)), (group, order))
            self.assertTrue(all(len(counts) == 1 for counts in told.values()), (group, told))
            self.assertEqual(sum(int(*counts) for counts in told.values()), 116, group)

    def test_groups_stand_in_their_own_order_and_turn_with_their_column(self):
        page = self.client.get("/?view=all&group=status")
        self.assertEqual(headings(page)[0][0], "새 문의")
        turned = self.client.get("/?view=all&group=status&sort=status_down")
        self.assertEqual(headings(turned)[0][0], "종료")
        days = self.client.get("/?view=all&group=updated&sort=priority")
        self.assertEqual([label for label, _n in headings(days)][:2], ["오늘", "어제"])

    def test_any_number_of_groups_costs_one_query_and_few_for_the_page(self):
        def queries(query: str) -> int:
            counting.HERE.clear()
            with CaptureQueriesContext(connection) as captured:
                self.client.get(f"/?view=all&{query}")
            return sum("tickets_ticket" in query["sql"] for query in captured)

        plain = queries("")
        for group in GROUPS:
            # Its headings, and a look whether there are few tickets.
            self.assertLessEqual(queries(f"group={group}"), plain + 2, group)

    def test_beyond_the_cap_a_heading_says_at_least(self):
        with patch.object(grouping, "CAP", 20):
            page = self.client.get("/?view=all&group=status")
        self.assertTrue(all(count.endswith("+") for _label, count in headings(page)))

    def test_a_view_comes_under_its_headings_until_one_says_otherwise(self):
        view = SavedView.make(
            by=self.jisu, member=self.jisu, name="묶음", group="priority", conditions={"all": []}
        )
        self.assertEqual(headings(self.client.get(f"/?view={view.pk}"))[0][0], "긴급")
        self.assertEqual(headings(self.client.get(f"/?view={view.pk}&group=none")), [])
        page = self.client.get("/views/new/?view=all&group=team").content.decode()
        self.assertRegex(page, r'value="team" selected')

    def test_the_list_beside_a_ticket_stands_in_the_same_order(self):
        page = self.client.get(f"/tickets/{self.ticket.pk}/?view=all&group=customer&sort=number_up")
        self.assertEqual(page.status_code, 200)
