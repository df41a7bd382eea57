"""Custom fields as columns of the list."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.support.savedviews.models import SavedView
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.test_fields import FieldsCase


class FieldColumnTests(FieldsCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def test_a_list_with_their_columns_asks_no_more_for_more_rows(self) -> None:
        names = [f"fields.{f.key}" for f in (self.colour, self.parts, self.amount, self.friend)]
        conditions = {"field": "fields.메모", "op": "is_empty"}
        view = SavedView.make(
            by=self.jisu, name="v", member=self.jisu, conditions=conditions, columns=names
        )
        address = f"/?view={view.pk}"

        def ask() -> int:
            self.client.get(address)
            with CaptureQueriesContext(connection) as asked:
                self.assertContains(self.client.get(address), "12,000.0원")
            return len(asked)

        def fill(ticket: Ticket) -> None:
            self.fill(self.amount, 12000, ticket)
            self.fill(self.friend, self.kim.pk, ticket)
            self.fill(self.colour, "빨강", ticket)

        fill(self.ticket)
        few = ask()
        for _n in range(4):
            fill(
                open_ticket(
                    by=self.sora, brand=self.onnuri, requester=self.kim, subject="s", text="t"
                )
            )
        self.assertEqual(ask(), few)
