from __future__ import annotations

from typing import Any

from maru.kit.fields.choice import Choice
from maru.kit.fields.field import CustomField
from maru.staff.fields.checking import Undefinable
from maru.staff.fields.defining import (
    ChoicesInUse,
    FieldFilled,
    Wanted,
    fields_for,
    make,
    move,
    remove,
    revise,
)
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class DefiningTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        new = CustomField(noun="ticket", kind="choice", key="group", label="상품군")
        cls.group = make(new, [Wanted("주방"), Wanted("문구")], by=cls.sora)
        cls.kitchen, cls.paper = cls.group.choices.all()

    def made(self, **about: Any) -> CustomField:
        return make(
            CustomField(**{"noun": "ticket", "kind": "text", "label": "메모", **about}),
            by=self.sora,
        )

    def test_what_cannot_be_is_refused_by_name(self) -> None:
        for name, about in {
            "noun": {"noun": "planet", "key": "a"}, "kind": {"kind": "colour", "key": "a"},
            "label": {"label": "", "key": "a"}, "key": {"key": "two words"},
            "pattern": {"kind": "pattern", "pattern": "(", "key": "a"},
            "decimals": {"kind": "number", "decimals": 9, "key": "a"},
            "needed_to_solve": {"noun": "customer", "needed_to_solve": True, "key": "a"},
            "brands": {"brand_ids": [10**9], "key": "a"},
            "choices": {"kind": "choice", "key": "a"},
        }.items():  # fmt: skip
            with self.assertRaises(Undefinable, msg=name) as caught:
                self.made(**about)
            self.assertEqual(list(caught.exception.wrong), [name])

    def test_a_key_that_means_something_in_the_search_or_is_taken_is_refused(self) -> None:
        for key in ("status", "상태", "group"):
            with self.assertRaises(Undefinable):
                self.made(key=key)

    def test_a_renamed_choice_keeps_what_is_stored(self) -> None:
        self.ticket.fill_field(self.group, "주방", by=self.jisu)
        wanted = [Wanted("주방용품", "wood", self.kitchen.pk), Wanted("문구", "", self.paper.pk)]
        self.assertIs(revise(self.group, wanted, by=self.sora), True)
        self.assertIs(revise(self.group, wanted, by=self.sora), False)
        renamed = Choice.objects.get(pk=self.kitchen.pk)
        self.assertEqual((renamed.word, renamed.label), ("주방", "주방용품"))
        self.assertEqual(Event.objects.filter(verb="customfield.changed").count(), 1)

    def test_taking_away_a_choice_that_is_in_use_asks_first(self) -> None:
        self.ticket.fill_field(self.group, "주방", by=self.jisu)
        left = [Wanted("문구", "", self.paper.pk)]
        with self.assertRaises(ChoicesInUse) as caught:
            revise(self.group, left, by=self.sora)
        self.assertIn("주방 (1)", caught.exception.words)
        revise(self.group, left, by=self.sora, let_go=True)
        self.assertIs(Choice.objects.get(pk=self.kitchen.pk).is_offered, False)

    def test_one_that_nobody_chose_is_gone(self) -> None:
        revise(self.group, [Wanted("주방", "", self.kitchen.pk)], by=self.sora)
        self.assertFalse(Choice.objects.filter(pk=self.paper.pk).exists())

    def test_a_field_that_is_filled_stays(self) -> None:
        memo = self.made(key="memo")
        self.ticket.fill_field(memo, "x", by=self.jisu)
        with self.assertRaises(FieldFilled):
            remove(memo, by=self.sora)
        self.ticket.fill_field(memo, "", by=self.jisu)
        remove(memo, by=self.sora)
        self.assertFalse(CustomField.objects.filter(key="memo").exists())

    def test_they_are_put_in_order(self) -> None:
        memo = self.made(key="memo")
        self.assertIs(move(memo, up=True, by=self.sora), True)
        self.assertIs(move(memo, up=True, by=self.sora), False)
        keys = CustomField.objects.filter(noun="ticket").values_list("key", flat=True)
        self.assertEqual(list(keys), ["memo", "group"])

    def test_another_brands_field_does_not_exist(self) -> None:
        other = self.made(key="other", brand_ids=[self.haneul.pk])
        self.assertNotIn(other, fields_for(self.jisu))
        self.assertIn(other, fields_for(self.eve))
        self.assertIn(other, fields_for(self.sora))


class PageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def test_a_field_is_made_and_changed_on_the_page(self) -> None:
        asked = {
            "noun": "ticket", "kind": "choice", "label": "상품군", "key": "", "decimals": "0",
            "choice_id": ["", ""], "choice_label": ["주방", "문구"], "choice_colour": ["wood", "x"],
            "choice_offered": ["yes", "yes"],
        }  # fmt: skip
        page = self.client.post("/console/fields/new/", asked)
        self.assertRedirects(page, "/console/fields/")
        field = CustomField.objects.get(key="상품군")
        self.assertEqual([c.colour for c in field.choices.all()], ["wood", ""])
        self.assertContains(self.client.get("/console/fields/"), "주방, 문구")
        ids = [str(choice.pk) for choice in field.choices.all()]
        self.ticket.fill_field(field, "주방", by=self.jisu)
        left = {
            "label": "상품군", "state": "retired", "choice_id": ids[1:],
            "choice_label": ["문구"], "choice_colour": [""], "choice_offered": ["yes"],
        }  # fmt: skip
        address = f"/console/fields/{field.pk}/"
        asks = self.client.post(address, left)
        self.assertContains(asks, "주방 (1)", status_code=422)
        self.assertRedirects(self.client.post(address, {**left, "let_go": "1"}), "/console/fields/")
        field.refresh_from_db()
        self.assertEqual(field.state, "retired")

    def test_the_buttons_among_the_choices_save_nothing(self) -> None:
        rows = {"noun": "ticket", "kind": "choice", "label": "x", "choice_id": ["", ""],
                "choice_label": ["가", "나"], "choice_colour": ["", ""],
                "choice_offered": ["yes", "yes"]}  # fmt: skip
        for do, said in [("down 0", "나"), ("remove 0", "나"), ("add", "가"), ("up 99", "가")]:
            page = self.client.post("/console/fields/new/", {**rows, "do": do})
            first = page.content.decode().split('name="choice_label" value="')[1][0]
            self.assertEqual(first, said, do)
        self.assertFalse(CustomField.objects.exists())

    def test_what_is_wrong_is_said_where_it_is(self) -> None:
        asked = {"noun": "ticket", "kind": "pattern", "label": "x", "pattern": "(?=a)"}
        page = self.client.post("/console/fields/new/", asked)
        self.assertContains(page, "(?=", status_code=422)
        self.assertContains(page, 'id="id_pattern_error"', status_code=422)
