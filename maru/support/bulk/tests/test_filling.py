"""Custom fields of many tickets at once, and what is needed before they are solved."""

from __future__ import annotations

from typing import Any

from maru.kit.fields.field import CustomField
from maru.kit.fields.telling import plain_values
from maru.staff.fields.defining import Wanted, make
from maru.support.bulk.models import BulkChange
from maru.support.bulk.reading import BadChanges, read_changes
from maru.support.bulk.working import do_now, undo_now
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class FillingTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.group = cls.field("choice", "group", choices=[Wanted("가"), Wanted("나")])
        cls.refund = cls.field("number", "refund", needed_to_solve=True)
        cls.other = cls.field("text", "other", brand_ids=[cls.haneul.pk])
        cls.second = open_ticket(
            by=cls.sora, brand=cls.onnuri, requester=cls.kim, subject="둘", text="t"
        )
        cls.second.fill_field(cls.group, "나", by=cls.jisu)

    @classmethod
    def field(cls, kind: str, key: str, choices: Any = (), **about: Any) -> CustomField:
        new = CustomField(noun="ticket", kind=kind, key=key, label=key, **about)
        return make(new, choices, by=cls.sora)

    def change(self, **given: Any) -> BulkChange:
        asked = {name.replace("__", "."): value for name, value in given.items()}
        rows = Ticket.objects.visible_to(self.jisu)
        return BulkChange.look_at(rows, read_changes(asked, self.jisu), by=self.jisu)

    def outcomes(self, change: BulkChange) -> dict[int, str]:
        return {number: reason or outcome for number, outcome, reason in change.outcomes()}

    def said(self, ticket: Ticket) -> dict[str, Any]:
        return plain_values(Ticket.objects.get(pk=ticket.pk))

    def test_it_is_done_told_and_taken_back(self) -> None:
        change = self.change(fields__group="나", fields__refund="1,000", status="solved")
        do_now(change)
        self.assertEqual(set(self.outcomes(change).values()), {"changed"})
        self.assertEqual(self.said(self.ticket), {"group": "나", "refund": 1000})
        undo_now(BulkChange.objects.get(pk=change.pk))
        self.assertEqual(self.said(self.ticket), {"group": None, "refund": None})
        self.assertEqual(self.said(self.second), {"group": "나", "refund": None})
        self.assertEqual(Ticket.objects.get(pk=self.ticket.pk).status, "new")

    def test_what_is_so_already_and_what_cannot_be_solved_is_seen_beforehand(self) -> None:
        self.assertEqual(
            self.change(fields__group="나").foreseen["examples"]["same"], [self.second.pk]
        )
        self.ticket.fill_field(self.refund, 0, by=self.jisu)
        change = self.change(status="solved")
        self.assertEqual(change.foreseen["examples"]["fields_missing"], [self.second.pk])
        do_now(change)
        expected = {self.ticket.pk: "changed", self.second.pk: "fields_missing"}
        self.assertEqual(self.outcomes(change), expected)

    def test_what_does_not_fit_or_is_another_brands_is_refused(self) -> None:
        for given in ({"fields__group": "다"}, {"fields__refund": "x"}, {"fields__other": "x"}):
            with self.assertRaises(BadChanges):
                self.change(**given)
