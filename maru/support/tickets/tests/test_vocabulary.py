"""Whatever may be asked of tickets: the database and the ticket at hand give one answer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maru.kit.conditions import Asking, BadCondition
from maru.kit.search.indexing import index_outdated
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Organization
from maru.records.customers.organizations.editing import add_organization
from maru.records.customers.organizations.placing import place
from maru.records.customers.recognition import recognise
from maru.support.tickets.choices import NEVER, Direction, Kind, Priority, Source, Status
from maru.support.tickets.models import Attachment, Message, ScheduledAnswer, Seen, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.vocabulary import ASKED_OF, TICKETS, names

# Of apps beside this one, which import it: by name, so that they form no circle.
Queued: Any = apps.get_model("routing", "Queued")
Abuse: Any = apps.get_model("shielding", "Abuse")
Impression: Any = apps.get_model("understanding", "Impression")

CONDITIONS_ASKED = int(os.environ.get("MARU_TEST_CONDITIONS", "300"))  # 10,000 before a release
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENTS = [None, NOW, NOW - timedelta(minutes=30), NOW - timedelta(days=3)]
SUBJECTS = ["환불 문의", "REFUND please", "refund", "100% _off_", "배송 ÄÖ"]
WORDS = st.sampled_from([*SUBJECTS, "환불", "RE", "ö", "%", "_", "배송", "없는 말"])
SAID = st.sampled_from(["환불했는데요", "배송 지연", "Refunds", "늦었어요", "없는 말", "a", "Kim",
                        "반품", "환불 배송", "ㅎㅂ", "온누리", "#7"])  # fmt: skip
LOOKS = {"kind": "problem", "urgency": "3", "sentiment": "negative", "language": "ko"}
TEXTS = ["", "환불해 주세요", "배송이 늦어요", "Refund, please"]


def ask(field: str, op: str, value: st.SearchStrategy[Any] | None = None) -> Any:
    if value is None:
        return st.just({"field": field, "op": op})
    return st.builds(lambda v: {"field": field, "op": op, "value": v}, value)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=1, max_size=2)


class VocabularyTests(SupportTestCase):
    hangyeol: Organization

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.hangyeol = add_organization(cls.onnuri, "한결상사", by=cls.sora)
        place(cls.kim, cls.hangyeol, by=cls.sora)
        others = [
            recognise(ContactKind.EMAIL, f"{name}@example.com", brand=cls.haneul, name=name)
            for name in ("Kim", "환불왕", "")
        ]
        for n in range(24):
            brand = [cls.onnuri, cls.haneul][n % 2]
            ticket = open_ticket(
                by=cls.sora, brand=brand, requester=cls.kim if n % 2 == 0 else others[n % 3],
                subject=SUBJECTS[n % 5], text=TEXTS[1 + n % 3], team=[None, cls.team][n % 2],
            )  # fmt: skip
            for more in range(n // 6 % 3):
                message = Message.objects.create(
                    ticket=ticket, text=TEXTS[(n + more) % 4],
                    direction=[Direction.TO_CUSTOMER, Direction.INTERNAL][more],
                )  # fmt: skip
                if n % 4 == 2:
                    Attachment.objects.create(
                        message=message, name="a", content_type="x/y", size=1, sha256="0" * 64,
                        key=f"{n}-{more}", is_inline=n % 8 == 2,
                    )  # fmt: skip
                if more == 0:
                    ticket.last_public_id = message.pk
            ticket.status = Status.values[n % 6]
            ticket.priority = Priority.values[n % 4]
            ticket.kind, ticket.source = Kind.values[n % 4], Source.values[n % 6]
            ticket.assignee = [None, cls.jisu, cls.minho][n % 3]
            ticket.created_at = MOMENTS[1 + n % 3]
            ticket.updated_at = MOMENTS[1 + (n + 1) % 3]
            ticket.first_answered_at, ticket.solved_at = MOMENTS[n % 4], MOMENTS[(n // 4) % 4]
            ticket.is_spam = n % 7 == 0
            ticket.promised_at = [NEVER, NOW - HOUR, NOW + HOUR][n % 3]
            ticket.is_snoozed, ticket.snoozed_until = n % 3 == 1, MOMENTS[(n // 3) % 4]
            if n == 23:
                ticket.requester = None
            ticket.save()
            ticket.tag_only([word for bit, word in enumerate("ab") if n >> bit & 1], by=cls.jisu)
            ticket.followers.set([m for m in (cls.jisu, cls.minho) if (n + m.pk) % 3 == 0])
            if n % 5 == 0:
                whose, done = [None, cls.jisu][n // 10 % 2], [None, NOW][n // 5 % 2]
                ticket.tasks.create(text="a", assignee=whose, done_at=done)
                ticket.sideconversations.create(
                    subject="a", started_by=cls.jisu, awaits_answer=n % 20 == 0, done_at=done
                )
            if n % 5 == 1:
                ticket.escalations.create(
                    name="a", number=1 + n // 5 % 3, way=["team", "vendor"][n // 5 % 2],
                    reason="a", by_name="a", owner=cls.jisu, goal=1, used=0, started_at=NOW,
                    taken_at=[None, NOW][n // 10 % 2], closed_at=[None, None, NOW][n // 5 % 3],
                    promised_at=[None, NOW, NEVER][n // 5 % 3],
                )  # fmt: skip
            if n % 4 == 0:
                ticket.clocks.create(
                    target="resolve", state=["breached", "met"][n // 4 % 2], goal=1, used=0,
                    started_at=NOW,
                )  # fmt: skip
            if n % 7 == 0:
                ScheduledAnswer.objects.create(
                    ticket=ticket, member=[cls.jisu, cls.minho][n // 7 % 2], send_at=NOW,
                    state=["waiting", "held"][n // 7 % 2],
                )  # fmt: skip

        tickets = list(Ticket.objects.order_by("pk"))
        Seen.objects.all().delete()
        Seen.objects.bulk_create(
            Seen(member=cls.jisu, ticket=each, upto=each.last_public_id, is_unread=n % 6 == 0)
            for n, each in enumerate(tickets)
            if n % 3 == 0
        )
        for n, each in enumerate(tickets):
            if n % 3 == 1:
                Queued.objects.create(kind="ticket", item=each.pk, team=cls.team)
            if n % 4 == 1:
                look = Impression(ticket=each, topic="환불", topic_sure=60 + n)
                for facet, value in LOOKS.items():
                    if n % 8 == 1 or facet == "kind":
                        setattr(look, facet, value)
                        setattr(look, f"{facet}_sure", 60 + n)
                look.save()
            if n % 6 == 2:
                abused = each.messages.order_by("pk")[0]
                Abuse.objects.create(message=abused, customer=each.requester)

        Ticket.objects.filter(pk=tickets[5].pk).update(updated_at=NOW - timedelta(days=31))
        Ticket.objects.filter(pk=tickets[6].pk).update(updated_at=NOW - timedelta(days=31))

    def strategies(self) -> Iterator[st.SearchStrategy[Any]]:
        people = st.sampled_from([self.jisu.pk, self.minho.pk, "me", 10**9])
        choices: dict[str, st.SearchStrategy[Any]] = {
            "status": st.sampled_from(Status.values),
            "priority": st.sampled_from(Priority.values),
            "kind": st.sampled_from(Kind.values),
            "channel": st.sampled_from(Source.values),
            "assignee": people,
            "team": st.sampled_from([self.team.pk, 10**9]),
            "brand": st.sampled_from([self.onnuri.pk, self.haneul.pk]),
            "requester": st.sampled_from([self.kim.pk, 10**9]),
            "organization": st.sampled_from([self.hangyeol.pk, 10**9]),
        }
        for field, values in choices.items():
            yield ask(field, "is", values)
            yield ask(field, "in", some(values))
            yield ask(field, "is_empty")
        sets = {
            "tags": st.sampled_from(["a", "B", "없음"]),
            "followers": people,
            "scheduled_by": people,
            "address": st.sampled_from(["haneul.kim@example.com", "Kim@example.com", "x"]),
        }
        for field, values in sets.items():
            yield ask(field, "has", values)
            yield ask(field, "has_any", some(values))
            yield ask(field, "is_empty")
        for field in ("subject", "customer"):
            for op in ("is", "contains", "starts", "ends"):
                yield ask(field, op, WORDS)
            yield ask(field, "contains_any", some(WORDS))
            yield ask(field, "is_empty")
        yield ask("text", "contains", SAID)
        yield ask("text", "contains_any", some(SAID))
        moments = st.sampled_from([m.isoformat() for m in MOMENTS if m])
        for field in ("created", "updated", "answered", "solved", "snoozed_until"):
            for op in ("before", "after"):
                yield ask(field, op, moments)
            for op in ("older_than", "within"):
                yield ask(field, op, st.sampled_from([0, 30, 60, 24 * 60]))
            yield ask(field, "is_empty")
        yield ask("promised", "within_next", st.sampled_from([0, 30, 60, 24 * 60]))
        yield ask("promised", "late")
        yield ask("promised", "is_empty")
        yield ask("escalation_level", "at_least", st.integers(0, 4))
        for facet, value in {**LOOKS, "topic": "환불"}.items():
            yield ask(f"looks_{facet}", "is", st.just(value))
            yield ask(f"looks_{facet}", "in", some(st.just(value)))
            yield ask(f"looks_{facet}", "is_empty")
            for op in ("is", "at_least", "at_most"):
                yield ask(f"looks_{facet}_sure", op, st.sampled_from([0, 61, 69, 70, 100]))
            yield ask(f"looks_{facet}_sure", "is_empty")
        flags = "waiting", "unread", "attachment", "spam", "snoozed", "tasks_left", "my_tasks"
        flags += "missed", "side_open", "side_waiting", "side_answered", "queued", "abusive"
        flags += "escalated", "escalation_waiting", "escalation_overdue", "escalated_to_vendor"
        for field in (*flags, "scheduled", "scheduled_held"):
            yield ask(field, "is", st.booleans())

    def test_the_database_and_the_ticket_agree(self) -> None:
        asking = Asking(now=NOW, me=self.jisu.pk)
        rows = Ticket.objects.order_by("pk")
        tickets = list(rows.select_related("requester").prefetch_related(*ASKED_OF))
        seen: set[bool] = set()
        asked: set[tuple[str, str]] = set()

        def nested(inner: Any) -> Any:
            return st.one_of(
                st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
                st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
                st.builds(lambda part: {"not": part}, inner),
            )

        @settings(
            max_examples=CONDITIONS_ASKED, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(data=st.recursive(st.one_of(*self.strategies()), nested, max_leaves=5))
        def agree(data: Any) -> None:
            condition = TICKETS.read(data)
            judged = [t.pk for t in tickets if TICKETS.holds(condition, t, asking)]
            found = rows.filter(TICKETS.query(condition, asking))
            self.assertEqual(list(found.values_list("pk", flat=True)), judged)
            seen.update({0 < len(judged) < len(tickets)})
            if "field" in data:
                asked.add((data["field"], data["op"]))

        agree()  # nothing of it is indexed
        index_outdated()
        asking = Asking(now=NOW, me=self.jisu.pk)
        agree()
        self.assertIn(True, seen)

    def test_each_question_alone_agrees_and_parts_the_tickets(self) -> None:
        asking = Asking(now=NOW, me=self.jisu.pk)
        rows = Ticket.objects.order_by("pk")
        tickets = list(rows.select_related("requester").prefetch_related(*ASKED_OF))
        asked, parting = set(), set()
        for strategy in self.strategies():

            @settings(max_examples=8, deadline=None, database=None,
                      suppress_health_check=list(HealthCheck))  # fmt: skip
            @given(data=strategy)
            def agree(data: Any) -> None:
                condition = TICKETS.read(data)
                judged = [t.pk for t in tickets if TICKETS.holds(condition, t, asking)]
                found = rows.filter(TICKETS.query(condition, asking)).values_list("pk", flat=True)
                self.assertEqual(list(found), judged, data)
                asked.add((data["field"], data["op"]))
                if 0 < len(judged) < len(tickets):
                    parting.add(data["field"])

            agree()
        every = {(field.name, op) for field in TICKETS for op in field.kind.operators}
        self.assertEqual(asked, every)
        self.assertEqual(parting, {field.name for field in TICKETS})

    def test_a_tag_is_asked_as_it_is_spelled(self) -> None:
        read = TICKETS.read({"field": "tags", "op": "has", "value": " 파손 교환 "})
        self.assertEqual(read.value, "파손-교환")  # type: ignore[union-attr]

    def test_it_is_known_what_a_condition_names(self) -> None:
        data = {"any": [{"not": {"field": "spam", "op": "is", "value": True}}]}
        self.assertTrue(names(TICKETS.read(data), "spam"))
        self.assertFalse(names(TICKETS.read(data), "status"))

    def test_more_words_than_a_database_can_look_for_are_refused(self) -> None:
        def asking(field: str, words: int) -> dict[str, Any]:
            return {"field": field, "op": "contains_any", "value": ["가"] * words}

        for field, most in (("text", 25), ("subject", 100)):
            TICKETS.read(asking(field, most))
            with self.assertRaises(BadCondition):
                parts = {"any": [asking(field, most), {"not": asking(field, 1)}]}
                TICKETS.read(parts)

    def test_what_is_no_choice_is_refused(self) -> None:
        for field, value in [("status", "gone"), ("priority", 9), ("priority", "1"), ("team", "x")]:
            with self.assertRaises(BadCondition):
                TICKETS.read({"field": field, "op": "is", "value": value})
