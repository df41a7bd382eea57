"""Custom fields of a ticket: kept, refused, told, needed before it is solved, asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maru.kit.conditions import Asking
from maru.kit.fields.field import CustomField, key_from
from maru.kit.fields.kinds import Unfit
from maru.kit.fields.reading import load, values_of
from maru.kit.fields.telling import plain_values
from maru.kit.search.finding import find
from maru.kit.search.indexing import index_outdated
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.filling import fill_field
from maru.records.customers.models import Customer
from maru.records.customers.organizations.editing import add_organization
from maru.records.customers.recognition import recognise
from maru.staff.fields.defining import Wanted, make
from maru.staff.journal.models import Event
from maru.support.tickets.choices import Status
from maru.support.tickets.filling import Unfilled
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.telling import told
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.vocabulary import TICKETS

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


class FieldsCase(SupportTestCase):
    """The cast with a field of every kind; an order number is needed before a ticket is solved."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.colour = cls.field(
            "choice", "색", choices=[Wanted("빨강", "bad"), Wanted("파랑"), Wanted("없던 색")]
        )
        cls.parts = cls.field(
            "many", "부품", choices=[Wanted("뚜껑"), Wanted("손잡이"), Wanted("솥")]
        )
        cls.amount = cls.field("number", "금액", unit="원", decimals=1)
        cls.due = cls.field("date", "약속일")
        cls.memo = cls.field("text", "메모")
        cls.ticked = cls.field("checkbox", "확인")
        cls.order = cls.field("pattern", "주문번호", pattern=r"[A-Z]{2}-\d{4}", help="AB-1234처럼")
        cls.friend = cls.field("customer", "추천인")
        cls.contract = cls.field(
            "choice", "계약", noun="organization", choices=[Wanted("연간"), Wanted("월간")]
        )
        cls.grade = cls.field(
            "choice", "등급", noun="customer", choices=[Wanted("일반"), Wanted("VIP", "wood")]
        )

    @classmethod
    def field(
        cls, kind: str, label: str, *, noun: str = "ticket", choices: Any = (), **about: Any
    ) -> CustomField:
        new = CustomField(noun=noun, kind=kind, label=label, key=key_from(label), **about)
        return make(new, choices, by=cls.sora)

    def fill(self, field: CustomField, given: Any, ticket: Ticket | None = None) -> bool:
        return (ticket or self.ticket).fill_field(field, given, by=self.jisu)


class FillingTests(FieldsCase):
    def test_each_kind_keeps_what_fits(self) -> None:
        given: list[tuple[CustomField, Any, Any]] = [
            (self.colour, "파랑", "파랑"),
            (self.parts, ["솥", "뚜껑", "솥"], ["뚜껑", "솥"]),
            (self.amount, "12,000.5", 12000.5),
            (self.due, "2026-12-01", "2026-12-01"),
            (self.memo, "  두   칸 ", "두 칸"),
            (self.ticked, True, True),
            (self.order, "AB-1234", "AB-1234"),
            (self.friend, "haneul.kim@example.com", self.kim.pk),
        ]
        for field, said, _plain in given:
            self.assertIs(self.fill(field, said), True, field)
            self.assertIs(self.fill(field, said), False, field)
        found = plain_values(Ticket.objects.get(pk=self.ticket.pk))
        self.assertEqual(found, {field.key: plain for field, _said, plain in given})
        for field, _said, plain in given:  # what programs read they may send back
            self.assertIs(self.fill(field, plain), False, field)

    def test_each_kind_refuses_what_does_not(self) -> None:
        wrong: list[tuple[CustomField, Any]] = [
            (self.colour, "초록"), (self.colour, 3), (self.parts, "뚜껑"), (self.parts, ["초록"]),
            (self.amount, "열"), (self.amount, 1.25), (self.amount, 10**12), (self.amount, True),
            (self.amount, "nan"), (self.due, "2026-02-30"), (self.due, 20261201),
            (self.memo, "가" * 501), (self.memo, 7), (self.memo, "a\x00b"), (self.ticked, "yes"),
            (self.order, "AB-12345"), (self.order, "AB-1234 "[:7] + "x"), (self.friend, "x"),
            (self.friend, [1]),
        ]  # fmt: skip
        for field, said in wrong:
            with self.assertRaises(Unfit, msg=f"{field} {said}"):
                self.fill(field, said)
        self.assertEqual(values_of(self.ticket), {})
        self.assertFalse(Event.of(self.ticket).filter(verb="ticket.field").exists())

    def test_a_customer_of_another_brand_cannot_be_pointed_to(self) -> None:
        other = recognise(ContactKind.EMAIL, "other@example.com", brand=self.haneul)
        for words in (other.pk, f"#{other.pk}", "other@example.com"):
            with self.assertRaises(Unfit):
                self.fill(self.friend, words)

    def test_the_history_says_it_in_words(self) -> None:
        self.fill(self.amount, 12000)
        self.fill(self.amount, None)
        events = list(Event.of(self.ticket).filter(verb="ticket.field"))
        lines = [(each.topic, each.text) for each in told(events)]
        self.assertEqual(lines, [("금액", "– → 12,000.0원"), ("금액", "12,000.0원 → –")])

    def test_a_field_of_another_brand_or_state_is_refused(self) -> None:
        elsewhere = self.field("text", "남의 것", brand_ids=[self.haneul.pk])
        gone = self.field("text", "은퇴", state="retired")
        for field in (elsewhere, gone):
            with self.assertRaises(Unfit):
                self.fill(field, "x")

    def test_a_page_of_tickets_costs_one_query_for_all_values(self) -> None:
        self.fill(self.memo, "하나")
        for _n in range(3):
            self.open()
        rows = list(Ticket.objects.all())
        with CaptureQueriesContext(connection) as asked:
            load(rows)
            for row in rows:
                values_of(row)
        self.assertLessEqual(len(asked), 3)  # fields, choices, values

    def open(self, **fields: Any) -> Ticket:
        return open_ticket(
            by=self.sora, brand=self.onnuri, requester=self.kim, subject="s", text="t", **fields
        )


class SolvingTests(FieldsCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.need = cls.field("text", "원인", needed_to_solve=True)

    def test_it_is_not_solved_by_any_verb_before_it_is_filled(self) -> None:
        solving = [
            lambda: self.ticket.solve(by=self.jisu),
            lambda: self.ticket.solve(by=None),
            lambda: self.ticket.close(by=self.jisu),
            lambda: self.ticket.set_status(Status.SOLVED, by=self.jisu),
            lambda: self.ticket.reply("끝", by=self.jisu, status=Status.SOLVED),
        ]
        before = Message.objects.count()
        for solve in solving:
            with self.assertRaises(Unfilled) as caught:
                solve()
            self.assertIn("원인", caught.exception.words)
        self.assertEqual(Message.objects.count(), before)  # the answer is not half sent
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.status, Status.NEW)
        self.fill(self.need, "포장 불량")
        self.assertIs(self.ticket.solve(by=self.jisu), True)

    def test_what_another_brand_needs_holds_nobody_up(self) -> None:
        self.need.brand_ids = [self.haneul.pk]
        self.need.save()
        self.assertIs(self.ticket.solve(by=self.jisu), True)

    def test_the_page_says_what_is_missing_and_marks_it(self) -> None:
        self.client.force_login(self.jisu)
        answer = self.client.post(
            reverse("tickets:solution", args=[self.ticket.pk]), headers={"HX-Request": "true"}
        )
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(answer["HX-Retarget"], "#ticket-problem")
        self.assertContains(answer, "원인", status_code=422)
        self.assertContains(answer, 'id="panel-fields" hx-swap-oob="true"', status_code=422)
        self.assertContains(answer, "autofocus", count=1, status_code=422)

    def test_in_bulk_it_is_kept_out_and_told(self) -> None:
        self.client.force_login(self.jisu)
        answer = self.client.post(
            reverse("desk:together"), {"ticket": [self.ticket.pk], "status": "solved"}, follow=True
        )
        self.assertEqual(Ticket.objects.get(pk=self.ticket.pk).status, Status.NEW)
        self.assertContains(answer, "해결하려면 채워야 하는 항목이 비어 있음")


class PageTests(FieldsCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def post(self, field: CustomField, value: Any) -> Any:
        address = reverse("tickets:field", args=[self.ticket.pk, field.pk])
        return self.client.post(address, {"value": value}, headers={"HX-Request": "true"})

    def test_it_is_changed_where_it_stands(self) -> None:
        self.assertContains(self.post(self.amount, "12,000"), 'value="12000.0"')
        self.assertContains(self.post(self.parts, ["뚜껑", "솥"]), "checked", count=2)
        self.assertContains(self.post(self.friend, "haneul.kim@example.com"), "김하늘")
        page = self.client.get(reverse("desk:ticket", args=[self.ticket.pk]))
        self.assertContains(page, 'value="12000.0"')

    def test_what_does_not_fit_is_said_and_stays_written(self) -> None:
        answer = self.post(self.order, "<b>")
        self.assertContains(answer, "AB-1234처럼", status_code=422)
        self.assertContains(answer, 'value="&lt;b&gt;"', status_code=422)

    def test_a_retired_field_is_read_where_it_is_filled_alone(self) -> None:
        self.fill(self.memo, "옛 메모")
        CustomField.objects.filter(pk=self.memo.pk).update(state="retired")
        page = self.client.get(reverse("desk:ticket", args=[self.ticket.pk]))
        self.assertContains(page, "옛 메모")
        self.assertEqual(self.post(self.memo, "x").status_code, 404)

    def test_a_page_asks_no_more_for_more_fields(self) -> None:
        address = reverse("desk:ticket", args=[self.ticket.pk])
        self.client.get(address)
        with CaptureQueriesContext(connection) as few:
            self.client.get(address)
        for n in range(5):
            self.fill(self.field("text", f"더{n}"), "x")
        self.client.get(address)  # the counts of its tabs are kept until something happens
        with CaptureQueriesContext(connection) as many:
            self.client.get(address)
        self.assertEqual(len(many), len(few))


class SearchTests(FieldsCase):
    """Each kind before a colon, by its index or by its rows."""

    def test_what_is_filled_in_is_found_by_it_alone(self) -> None:
        for field, answer, asked in (
            (self.colour, "빨강", ("색:빨강", "-색:파랑")),
            (self.parts, ["뚜껑", "솥"], ("부품:뚜껑", "부품:솥 부품:뚜껑", "-부품:손잡이")),
            (self.amount, 1500, ("금액:1500", "금액:>=1500", "금액:<=1600")),
            (self.due, "2026-11-30", ("약속일:2026-11-30", "약속일:>2026-11-29")),
            (self.memo, "자석 받침대", ("메모:받침", "받침대", "자석")),
            (self.ticked, True, ("확인:예",)),
            (self.order, "AB-1234", ("주문번호:AB-1234", "AB-1234")),
        ):
            self.fill(field, answer)
            for words in asked:
                with self.subTest(words):
                    self.assertEqual(self.found(words), [self.ticket.pk])
        for words in ("색:파랑", "-색:빨강", "부품:손잡이", "금액:>=1501", "확인:아니요"):
            with self.subTest(words):
                self.assertEqual(self.found(words), [])

    def test_what_was_changed_is_found_by_the_new_alone(self) -> None:
        self.fill(self.colour, "빨강")
        self.assertEqual(self.found("색:빨강"), [self.ticket.pk])
        self.fill(self.colour, "파랑")
        self.assertEqual(self.found("색:빨강"), [])
        self.assertEqual(self.found("색:파랑"), [self.ticket.pk])

    def test_what_a_field_cannot_say_is_told(self) -> None:
        for words in ("색:보라", "금액:많이", "약속일:내일", "확인:글쎄"):
            with self.subTest(words):
                self.assertEqual(len(find(words, self.jisu).query.problems), 1)

    def found(self, words: str) -> list[int]:
        index_outdated()
        found = find(words, self.jisu, kinds=["ticket"])
        self.assertEqual(found.query.problems, ())
        return [document.object_id for document in found.documents]


class AgreementTests(FieldsCase):
    """Whatever may be asked of custom fields: the database and the ticket give one answer."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        others = [
            recognise(ContactKind.EMAIL, f"{n}@example.com", brand=cls.onnuri, name=f"고객{n}")
            for n in range(3)
        ]
        fill_field(others[0], cls.grade, "VIP", by=cls.jisu)
        fill_field(others[1], cls.grade, "일반", by=cls.jisu)
        for n, said in enumerate(("연간", "월간")):
            made = add_organization(cls.onnuri, said, by=cls.sora)
            fill_field(made, cls.contract, said, by=cls.jisu)
            Customer.objects.filter(pk=others[n].pk).update(organization=made)
        for n in range(24):
            ticket = open_ticket(
                by=cls.sora, brand=cls.onnuri, requester=others[n % 3], subject="s", text="t"
            )
            said: list[tuple[CustomField, Any]] = [
                (cls.colour, [None, "빨강", "파랑"][n % 3]),
                (cls.parts, [None, ["뚜껑"], ["손잡이", "솥"], ["뚜껑", "솥"]][n % 4]),
                (cls.amount, [None, 0, -1, "0.5", 12000][n % 5]),
                (cls.due, [None, "2026-11-26", "2026-11-20", "2026-12-01"][n % 4]),
                (cls.memo, [None, "환불 REFUND", "refund", "100% _off_", "é", "배송 ÄÖ"][n % 6]),
                (cls.ticked, [None, True][n // 2 % 2]),
                (cls.order, [None, "AB-1234", "XY-0001"][n // 3 % 3]),
                (cls.friend, [None, others[0].pk, others[1].pk][n % 3]),
            ]
            for field, answer in said:
                ticket.fill_field(field, answer, by=cls.jisu)
            if n == 23:
                Ticket.objects.filter(pk=ticket.pk).update(requester=None)
        cls.others = others

    def strategies(self) -> Iterator[st.SearchStrategy[Any]]:
        def ask(field: str, op: str, value: st.SearchStrategy[Any] | None = None) -> Any:
            if value is None:
                return st.just({"field": field, "op": op})
            return st.builds(lambda v: {"field": field, "op": op, "value": v}, value)

        def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
            return st.lists(values, min_size=1, max_size=2)

        people = st.sampled_from([*(each.pk for each in self.others), 10**9])
        choices = {
            "fields.색": st.sampled_from(["빨강", "파랑", "없던 색"]),
            "customer.등급": st.sampled_from(["일반", "VIP"]),
            "organization.계약": st.sampled_from(["연간", "월간"]),
            "fields.추천인": people,
        }
        for name, values in choices.items():
            yield ask(name, "is", values)
            yield ask(name, "in", some(values))
            yield ask(name, "is_empty")
        parts = st.sampled_from(["뚜껑", "손잡이", "솥"])
        yield ask("fields.부품", "has", parts)
        yield ask("fields.부품", "has_any", some(parts))
        yield ask("fields.부품", "is_empty")
        for op in ("is", "at_least", "at_most"):
            yield ask("fields.금액", op, st.sampled_from([0, -1, "0.5", 12000, 7, -3, 0.5]))
        yield ask("fields.금액", "is_empty")
        days = st.sampled_from(["2026-11-26", "2026-11-20", "2026-12-01", "2026-11-27"])
        for op in ("is", "before", "after"):
            yield ask("fields.약속일", op, days)
        for op in ("last_days", "next_days"):
            yield ask("fields.약속일", op, st.sampled_from([0, 5, 6, 30]))
        yield ask("fields.약속일", "is_empty")
        words = st.sampled_from(["환불", "REFUND", "refund", "%", "_", "é", "ö", "ÄÖ", "AB-1234",
                                 "xy-0001", "0001", "AB", "없음"])  # fmt: skip
        for name in ("fields.메모", "fields.주문번호"):
            for op in ("is", "contains", "starts", "ends"):
                yield ask(name, op, words)
            yield ask(name, "contains_any", some(words))
            yield ask(name, "is_empty")
        yield ask("fields.확인", "is", st.booleans())

    def test_they_agree_on_whatever_is_put_together(self) -> None:
        tickets = self.loaded()

        def nested(inner: Any) -> Any:
            return st.one_of(
                st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
                st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
                st.builds(lambda part: {"not": part}, inner),
            )

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(data=st.recursive(st.one_of(*self.strategies()), nested, max_leaves=5))
        def agree(data: Any) -> None:
            self.agree(data, tickets)

        agree()

    def test_each_question_alone_is_asked_and_parts_the_tickets(self) -> None:
        tickets, asked, parting = self.loaded(), set(), set()
        for strategy in self.strategies():

            @settings(max_examples=5, deadline=None, database=None,
                      suppress_health_check=list(HealthCheck))  # fmt: skip
            @given(data=strategy)
            def agree(data: Any) -> None:
                asked.add((data["field"], data["op"]))
                if 0 < self.agree(data, tickets) < len(tickets):
                    parting.add(data["field"])

            agree()
        custom = [field for field in TICKETS if "." in field.name]
        self.assertEqual(asked, {(f.name, op) for f in custom for op in f.kind.operators})
        self.assertEqual(parting, {field.name for field in custom})

    def test_they_agree_where_values_are_many(self) -> None:
        from unittest import mock

        tickets = self.loaded()
        few = mock.patch("maru.kit.fields.asking.FEW", 3)
        with few, mock.patch("maru.kit.fields.asking.HANDFUL", 1):
            for strategy in self.strategies():

                @settings(max_examples=2, deadline=None, database=None,
                          suppress_health_check=list(HealthCheck))  # fmt: skip
                @given(data=strategy)
                def agree(data: Any) -> None:
                    self.agree(data, tickets)
                    self.agree({"not": data}, tickets)

                agree()

    def loaded(self) -> list[Ticket]:
        tickets = list(Ticket.objects.order_by("pk").select_related("requester__organization"))
        load(tickets)
        load([ticket.requester for ticket in tickets if ticket.requester])
        return tickets

    def agree(self, data: Any, tickets: list[Ticket]) -> int:
        asking, condition = Asking(now=NOW), TICKETS.read(data)
        judged = [t.pk for t in tickets if TICKETS.holds(condition, t, asking)]
        found = Ticket.objects.order_by("pk").filter(TICKETS.query(condition, asking))
        self.assertEqual(list(found.values_list("pk", flat=True)), judged, data)
        return len(judged)
