"""Custom fields of many tickets at once, and what is needed before they are solved."""

from __future__ import annotations

from typing import Any

from maru.kit.fields.field import CustomField
from maru.kit.fields.telling import plain_values
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.fields.defining import Wanted, make
from maru.support.actions.reading import BadChanges, read_changes
from maru.support.bulk.models import BulkChange
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

    def test_several_choices_are_added_and_taken_away_and_others_stay(self) -> None:
        parts = self.field(
            "many", "parts", choices=[Wanted("뚜껑"), Wanted("손잡이"), Wanted("솥")]
        )
        self.second.fill_field(parts, ["뚜껑", "솥"], by=self.jisu)
        change = self.change(fields_added__parts=["손잡이", "뚜껑"], fields_removed__parts=["솥"])
        do_now(change)
        self.assertEqual(self.said(self.ticket)["parts"], ["뚜껑", "손잡이"])
        self.assertEqual(self.said(self.second)["parts"], ["뚜껑", "손잡이"])
        undo_now(BulkChange.objects.get(pk=change.pk))
        self.assertEqual(self.said(self.ticket)["parts"], None)
        self.assertEqual(self.said(self.second)["parts"], ["뚜껑", "솥"])
        self.assertEqual(self.outcomes(BulkChange.objects.get(pk=change.pk)), {
            self.ticket.pk: "undone", self.second.pk: "undone"})  # fmt: skip

    def test_of_several_choices_it_is_seen_beforehand_what_stays(self) -> None:
        parts = self.field("many", "parts", choices=[Wanted("뚜껑"), Wanted("솥")])
        self.second.fill_field(parts, ["뚜껑"], by=self.jisu)
        for given, same in (
            ({"fields_added__parts": ["뚜껑"]}, [self.second.pk]),
            ({"fields_added__parts": ["뚜껑", "솥"]}, []),
            ({"fields_removed__parts": ["뚜껑"]}, [self.ticket.pk]),
            ({"fields_removed__parts": ["솥"]}, [self.ticket.pk, self.second.pk]),
        ):
            change = self.change(**given)
            self.assertEqual(change.foreseen["examples"].get("same", []), same, given)
        for wrong in (
            {"fields_added__parts": []}, {"fields_added__parts": "뚜껑"},
            {"fields_added__parts": ["없음"]}, {"fields__parts": ["솥"]},
            {"fields_added__parts": ["솥"], "fields_removed__parts": ["솥"]},
        ):  # fmt: skip
            with self.assertRaises(BadChanges):
                self.change(**wrong)

    def test_many_point_to_a_customer_of_their_brand(self) -> None:
        self.field("customer", "reseller")
        lee = recognise(ContactKind.EMAIL, "lee@example.com", brand=self.onnuri, name="이")
        other = open_ticket(by=self.sora, brand=self.haneul, requester=recognise(
            ContactKind.EMAIL, "x@example.com", brand=self.haneul, name="x",
        ), subject="셋", text="t")  # fmt: skip
        asked = read_changes({"fields.reseller": "lee@example.com"}, self.sora)
        change = BulkChange.look_at(Ticket.objects.visible_to(self.sora), asked, by=self.sora)
        self.assertEqual(change.foreseen["examples"]["other_brand"], [other.pk])
        do_now(change)
        self.assertEqual(self.outcomes(change), {
            self.ticket.pk: "changed", self.second.pk: "changed", other.pk: "other_brand",
        })  # fmt: skip
        self.assertEqual(self.said(self.second)["reseller"], lee.pk)
        undo_now(BulkChange.objects.get(pk=change.pk))
        self.assertEqual(self.said(self.second)["reseller"], None)
        with self.assertRaises(BadChanges):
            read_changes({"fields.reseller": "x@example.com"}, self.jisu)

    def test_the_form_offers_several_choices_and_keeps_what_was_ticked(self) -> None:
        self.field("many", "parts", choices=[Wanted("뚜껑"), Wanted("솥")])
        self.client.force_login(self.jisu)
        chosen = {"ticket": [self.ticket.pk, self.second.pk], "do": "choose"}
        page = self.client.post("/tickets/together/", chosen)
        self.assertContains(page, 'name="fields_added.parts" value="솥"')
        asked = {"ticket": chosen["ticket"], "whole": "1", "fields_added.parts": ["뚜껑", "솥"]}
        told = self.client.post("/tickets/together/", {**asked, "fields.refund": "x"})
        self.assertContains(told, 'name="fields_added.parts" value="솥" checked', status_code=422)
        self.assertContains(told, 'value="x"', status_code=422)
        self.assertEqual(self.client.post("/tickets/together/", asked).status_code, 302)
        made = BulkChange.objects.get().changes
        self.assertEqual(made, {"fields_added.parts": ["뚜껑", "솥"]})
