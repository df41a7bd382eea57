"""Lists in the order of a custom field, and under its answers, page after page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from maru.kit.database import walking
from maru.kit.fields import asking
from maru.kit.fields.models import CustomField, Value
from maru.support.savedviews.models import SavedView
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import in_order, order_of, page_of
from maru.support.tickets.tests.test_fields import FieldsCase
from maru.surfaces.desk.grouping import order_for
from maru.surfaces.desk.tests.test_grouping import headings
from maru.surfaces.desk.tests.test_inbox import subjects

MANY = 24


@pytest.mark.both
class FieldOrderTests(FieldsCase):
    """Each list is asked for twice: as one of few tickets, and as one of many."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        now = timezone.now()
        Ticket.objects.all().update(is_spam=True)  # the cast's own
        cls.tickets = Ticket.objects.bulk_create(
            Ticket(brand=cls.onnuri, requester=cls.kim, subject=f"{n:02}",
                   created_at=now - timedelta(hours=n), updated_at=now - timedelta(hours=n))
            for n in range(MANY)
        )  # fmt: skip
        values: list[Value] = []
        for n, ticket in enumerate(cls.tickets):

            def say(field: CustomField, ticket: Ticket = ticket, **said: Any) -> None:
                values.append(Value(field=field, object_id=ticket.pk, **said))

            if n % 3:
                say(cls.amount, number=(n * 7 % 5) * 10_000)
                say(cls.order, text=f"{'aB'[n % 2]}-{n:02}")
                say(cls.due, day=date(2026, 11, 1 + n * 5 % 7))
                say(cls.colour, choice=cls.colour.choices.all()[n % 2])
            if n % 4 == 0:
                say(cls.ticked, number=1)
            for slot in cls.parts.choices.all()[: n % 3]:
                say(cls.parts, slot=slot.pk, choice=slot)
        Value.objects.bulk_create(values)

    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def walked(self, word: str) -> list[int]:
        """Return the numbers of all pages, by whichever way they are found the same."""
        both = []
        for few in (10_000, 0):
            found: list[int] = []
            cursor = ""
            with (
                patch.object(walking, "FEW", few),
                patch.object(asking, "FEW", few),
                patch.object(asking, "HANDFUL", few),
            ):
                while True:
                    rows = Ticket.objects.visible_to(self.jisu).genuine()
                    page = page_of(rows, order_of(word), cursor=cursor, size=5)
                    found += [ticket.pk for ticket in page.rows]
                    if page.next is None:
                        break
                    cursor = page.next
            both.append(found)
        self.assertEqual(*both, word)
        return both[0]

    def said(self, field: CustomField, column: str, numbers: list[int]) -> list[Any]:
        held = dict(Value.objects.filter(field=field).values_list("object_id", column))
        return [held.get(number) for number in numbers]

    def test_each_ticket_comes_once_in_its_order_and_those_without_an_answer_last(self) -> None:
        for field, column in ((self.amount, "number"), (self.due, "day"), (self.order, "text")):
            for word, down in ((f"fields.{field.key}", False), (f"fields.{field.key}:down", True)):
                numbers = self.walked(word)
                self.assertEqual((len(numbers), len(set(numbers))), (MANY, MANY), word)
                values = self.said(field, column, numbers)
                filled = [value for value in values if value is not None]
                self.assertEqual(values[: len(filled)], filled, word)
                plain = [v.lower() if isinstance(v, str) else v for v in filled]
                self.assertEqual(plain, sorted(plain, reverse=down), word)

    def test_choices_stand_in_their_own_order_and_the_newest_first_in_each(self) -> None:
        first, second = self.colour.choices.all()[:2]
        for word, order in (("", [first.pk, second.pk, None]),
                            (":down", [second.pk, first.pk, None])):  # fmt: skip
            numbers = self.walked(f"fields.{self.colour.key}{word}")
            said = self.said(self.colour, "choice", numbers)
            self.assertEqual(list(dict.fromkeys(said)), order)
            self.assertEqual(len(set(numbers)), MANY)
            of_first = [n for n, value in zip(numbers, said, strict=True) if value == first.pk]
            self.assertEqual(of_first, sorted(of_first))  # the newest was made first

    def test_a_file_has_the_order_of_the_list(self) -> None:
        for field in (self.amount, self.due, self.order, self.colour, self.parts, self.ticked):
            for down in ("", ":down"):
                word = f"fields.{field.key}{down}"
                rows = in_order(Ticket.objects.genuine(), order_of(word))
                self.assertEqual([t.pk for t in rows], self.walked(word), word)

    def test_a_list_stands_under_its_choices_with_how_many_of_each(self) -> None:
        view = SavedView.make(
            by=self.jisu, member=self.jisu, name="v", conditions={"all": []},
            columns=[f"fields.{f.key}" for f in (self.colour, self.parts, self.ticked)],
        )  # fmt: skip
        colours = [choice.label for choice in self.colour.choices.all()]
        parts = [choice.label for choice in self.parts.choices.all()]
        for field, wanted in (
            (self.colour, [(colours[0], "8"), (colours[1], "8"), ("답 없음", "8")]),
            (self.parts, [(parts[0], "16"), ("답 없음", "8")]),  # the first of several decides
            (self.ticked, [("예", "6"), ("답 없음", "18")]),
        ):
            page = self.client.get(f"/?view={view.pk}&group=fields.{field.key}")
            self.assertEqual(headings(page), wanted)
            self.assertEqual(len(subjects(page)), MANY)

    def test_within_another_group_the_order_of_a_field_holds(self) -> None:
        order = order_for("status", f"fields.{self.amount.key}:down")
        found = page_of(Ticket.objects.genuine(), order, size=MANY).rows
        values = self.said(self.amount, "number", [ticket.pk for ticket in found])
        filled = [value for value in values if value is not None]
        self.assertEqual(values[: len(filled)], sorted(filled, reverse=True))

    def test_the_head_of_its_column_sorts_and_turns_round(self) -> None:
        name = f"fields.{self.amount.key}"
        view = SavedView.make(
            by=self.jisu, member=self.jisu, name="v", conditions={"all": []}, columns=[name]
        )
        page = self.client.get(f"/?view={view.pk}&sort={name}")
        self.assertContains(page, 'aria-sort="ascending"')
        turned = self.client.get(f"/?view={view.pk}&sort={name}:down")
        self.assertContains(turned, 'aria-sort="descending"')
        self.assertNotEqual(subjects(page), subjects(turned))
        self.assertContains(turned, "거꾸로")

    def test_a_view_keeps_its_field_and_stands_as_usual_once_that_is_gone(self) -> None:
        name = f"fields.{self.colour.key}"
        made = {"name": "v", "whose": "own", "sort": name, "group": name, "columns": [name]}
        made |= {"groups": "1", "conditions": "{}"}
        self.client.post("/views/new/", made)
        view = SavedView.objects.get()
        self.assertEqual((view.sort, view.group), (name, name))
        self.assertEqual(len(headings(self.client.get(f"/?view={view.pk}"))), 3)
        CustomField.objects.filter(pk=self.colour.pk).update(state="off")
        page = self.client.get(f"/?view={view.pk}")
        self.assertEqual((page.status_code, headings(page)), (200, []))
        beside = self.client.get(f"/tickets/{self.tickets[0].pk}/?view={view.pk}")
        self.assertEqual(beside.status_code, 200)

    def test_what_is_no_order_is_said(self) -> None:
        for asked in (f"sort=fields.{self.friend.key}", "group=fields.없음", "sort=up",
                      f"group=fields.{self.amount.key}"):  # fmt: skip
            self.assertEqual(self.client.get(f"/?view=all&{asked}").status_code, 422, asked)
