"""The migration that gives each brand its own customers, on rows as they were before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.test import TransactionTestCase

from tools.tables import empty_database

BEFORE = [
    ("customers", "0002_contact_point_first"),
    ("tickets", "0002_pendingfile"),
    ("journal", "0001_initial"),
]
AFTER = [("customers", "0004_one_brand"), ("tickets", "0003_split_customers")]
KIM = "haneul.kim@example.com"
Story = Iterator[None]


def migrate(targets: list[tuple[str, str]]) -> Any:
    """Migrate to ``targets``; return the models as they are then."""
    MigrationExecutor(connection).migrate(targets)
    loader = MigrationExecutor(connection).loader
    return loader.project_state(list(loader.applied_migrations)).apps


class SplittingTests(TransactionTestCase):
    """One walk there and back for all stories, on a database with no later tables: from today's
    back to those of then takes minutes.

    A story is a generator: it writes rows of then, and goes on when they have been migrated.
    """

    def setUp(self) -> None:
        self.enterContext(empty_database())
        self.apps = migrate(BEFORE)
        brands, members = self.model("company.Brand").objects, self.model("members.Member").objects
        self.onnuri, self.haneul = [brands.create(name=n) for n in ("온누리", "하늘")]
        self.jisu = members.create(email="jisu@x.kr", name="지수")
        self.eve = members.create(email="eve@x.kr", name="이브")
        self.jisu.brands.add(self.onnuri)
        self.eve.brands.add(self.haneul)

    def model(self, name: str) -> Any:
        return self.apps.get_model(*name.split("."))

    def customer(self, name: str, *points: tuple[str, str], note: str = "") -> Any:
        customer = self.model("customers.Customer").objects.create(name=name, note=note)
        for brand in (self.onnuri, self.haneul):
            customer.brands.add(brand)
        for kind, value in points:
            customer.contact_points.create(kind=kind, value=value)
        return customer

    def ticket(self, brand: Any, customer: Any, source: str = "email", **said: str) -> Any:
        ticket = self.model("tickets.Ticket").objects.create(
            subject="문의", brand=brand, requester=customer, source=source
        )
        ticket.messages.create(direction="in", customer=customer, **said)
        self.event("ticket.opened", "ticket", ticket.pk, "customer", customer)
        return ticket

    def event(self, verb: str, kind: str, pk: int, who: str, actor: Any, after: Any = None) -> Any:
        return self.model("journal.Event").objects.create(
            verb=verb, subject_kind=kind, subject_id=pk, actor_kind=who, actor_id=actor.pk,
            actor_name=actor.name, after=after,
        )  # fmt: skip

    def reading(self, what: str, subject: int, customer: Any) -> Any:
        record = self.model("journal.AccessRecord").objects.create(
            member_id=self.eve.pk, what=what, subject_id=subject, customers=[customer.pk]
        )
        self.model("journal.AccessedCustomer").objects.create(
            record=record, customer_id=customer.pk
        )
        return record

    def part(self, value: str) -> tuple[Any, set[str]]:
        """Return the other brand's customer reached by ``value``, and all their values."""
        customers = self.model("customers.Customer").objects
        part = customers.get(brand=self.haneul.pk, contact_points__value=value)
        return part, set(part.contact_points.values_list("value", flat=True))

    def again(self, row: Any) -> Any:
        return self.model(row._meta.label).objects.get(pk=row.pk)

    def test_there_and_back(self) -> None:
        stories = [
            self.each_brand_keeps_what_it_knew_itself(),
            self.what_the_other_brands_people_wrote_goes_with_them(),
            self.whoever_only_called_stays_reachable_by_their_number_alone(),
            self.a_customer_of_one_brand_stays_who_they_are(),
        ]
        for story in stories:
            next(story)
        self.apps = migrate(AFTER)
        for story in stories:
            with self.subTest(story.__name__):
                next(story, None)
        with self.subTest("the way back is refused where two brands know one address"):
            with pytest.raises(IrreversibleError):
                migrate(BEFORE)
            self.apps = migrate(AFTER)
        with self.subTest("the way back is open where each knows their own"):
            points = self.model("customers.ContactPoint").objects
            points.filter(customer__brand=self.onnuri.pk).delete()
            before = self.model("customers.Customer").objects.filter(brand=self.haneul.pk)
            ids = set(before.values_list("pk", flat=True))
            self.apps = migrate(BEFORE)
            back = self.model("customers.Customer").objects.filter(brands=self.haneul.pk)
            self.assertEqual(set(back.values_list("pk", flat=True)), ids)

    def each_brand_keeps_what_it_knew_itself(self) -> Story:
        points = [("email", KIM), ("email", "a@x.kr"), ("phone", "+8225550142")]
        kim = self.customer("김하늘 까치", *points, note="까치")
        here = self.ticket(self.onnuri, kim, from_name="김하늘 까치", from_address="a@x.kr")
        there = self.ticket(
            self.haneul, kim, from_name="하늘", from_address="Haneul.Kim@example.com"
        )
        seen = [self.reading(*r, kim) for r in
                (("ticket", here.pk), ("ticket", there.pk), ("customer", kim.pk))]  # fmt: skip
        yield
        part, values = self.part(KIM)
        self.assertEqual((part.name, part.note, values), ("하늘", "", {KIM}))
        home = self.again(kim)
        self.assertEqual(
            (home.name, home.note, home.brand_id), ("김하늘 까치", "까치", self.onnuri.pk)
        )
        self.assertEqual(home.contact_points.count(), 3)
        self.assertEqual(self.again(here).requester_id, home.pk)
        self.assertEqual(self.again(there).requester_id, part.pk)
        self.assertEqual(self.again(there).messages.get().customer_id, part.pk)
        events = self.model("journal.Event").objects.filter(subject_id__in=[here.pk, there.pk])
        told = events.filter(verb="ticket.opened").order_by("id")
        told = list(told.values_list("actor_id", "actor_name"))
        self.assertEqual(told, [(home.pk, "김하늘 까치"), (part.pk, "하늘")])
        readings = [[home.pk], [part.pk], [home.pk, part.pk]]
        self.assertEqual([self.again(record).customers for record in seen], readings)
        accessed = self.model("journal.AccessedCustomer").objects.filter(customer_id=part.pk)
        self.assertEqual(accessed.count(), 2)

    def what_the_other_brands_people_wrote_goes_with_them(self) -> Story:
        noted = self.customer("", ("email", "noted@x.kr"), ("email", "b@x.kr"), note="까치")
        self.event("customer.edited", "customer", noted.pk, "member", self.eve, {"note": "까치"})
        after = {"kind": "email", "value": "b@x.kr"}
        self.event("customer.reached", "customer", noted.pk, "member", self.eve, after)
        yield
        part, values = self.part("b@x.kr")
        self.assertEqual((part.note, values), ("까치", {"b@x.kr"}))
        home = self.again(noted)
        self.assertEqual((home.note, home.contact_points.get().value), ("", "noted@x.kr"))
        events = self.model("journal.Event").objects.filter(subject_kind="customer")
        self.assertEqual(set(events.values_list("subject_id", flat=True)), {part.pk})

    def whoever_only_called_stays_reachable_by_their_number_alone(self) -> Story:
        lee = self.customer("이", ("email", "lee@x.kr"), ("phone", "+8225550177"))
        self.ticket(self.haneul, lee, source="phone", from_name="이")
        yield
        self.assertEqual(self.part("+8225550177")[1], {"+8225550177"})

    def a_customer_of_one_brand_stays_who_they_are(self) -> Story:
        lone = self.customer("박", ("email", "park@x.kr"))
        lone.brands.remove(self.onnuri)
        ticket = self.ticket(self.haneul, lone, from_address="park@x.kr")
        yield
        part, values = self.part("park@x.kr")
        self.assertEqual((part.pk, values), (lone.pk, {"park@x.kr"}))
        self.assertEqual(self.again(ticket).requester_id, lone.pk)
