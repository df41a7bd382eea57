"""What a ticket says, as a condition: the index and the ticket at hand give one answer, which is
that of now, whatever is indexed."""

from random import Random
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.kit.conditions import Asking, BadCondition
from maru.kit.search import condition
from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import Document, Outdated, Remaking
from maru.kit.search.remaking import gather
from maru.kit.search.synonyms import trying
from maru.kit.text.analysis import Synonyms
from maru.kit.text.analysis.beside import NoAnswer
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.search.content import contents
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.vocabulary import TICKETS

SAID = ["환불했는데요", "환불 정책", "배송 지연", "Refunds please", "늦었어요", "kettle",
        "찻잔이 깨졌어요", "ON-2611-0382", "교환", "반품", "ㅎㄴ"]  # fmt: skip
ASKED = 60  # times, of each state


def says(*words, op="contains_any"):
    return {"field": "text", "op": op, "value": list(words) if op == "contains_any" else words[0]}


class SayingTests(SupportTestCase):
    def found(self, data, asking=None):
        rows = Ticket.objects.order_by("pk")
        asked = TICKETS.query(TICKETS.read(data), asking or Asking())
        return list(rows.filter(asked).values_list("pk", flat=True))

    def judged(self, data, asking=None):
        read, asking = TICKETS.read(data), asking or Asking()
        rows = Ticket.objects.order_by("pk")
        return [ticket.pk for ticket in rows if TICKETS.holds(read, ticket, asking)]

    def opened(self, text, **more):
        return open_ticket(by=self.jisu, brand=self.onnuri, requester=self.kim, text=text,
                           **{"subject": "문의", **more})  # fmt: skip

    def test_it_is_what_the_search_understands(self):
        ticket = self.opened("지난주에 환불했는데요, 아직 입금이 안 됐어요")
        for asked in ("환불", "환불을", "입금되다", "환불 입금"):
            self.assertEqual(self.found(says(asked)), [ticket.pk], asked)
        self.assertEqual(self.found(says("환불 냄비")), [])
        self.assertEqual(self.found(says("환불", "냄비")), [self.ticket.pk, ticket.pk])
        self.assertEqual(self.found({"not": says("환불")}), [self.ticket.pk])

    def test_a_synonym_of_the_company_s_counts_and_no_guess_does(self):
        ticket = self.opened("누리콜이 안 켜져요")
        self.assertEqual(self.found(says("누리앱")), [])
        with trying(Synonyms([["누리콜", "누리앱"]])):
            self.assertEqual(self.found(says("누리앱")), [ticket.pk])
            self.assertEqual(self.judged(says("누리앱")), [ticket.pk])
        self.assertEqual(self.found(says("ghksqnf")), [])

    def test_it_is_met_before_anything_is_indexed_and_after(self):
        data = says("환불")
        for change in (
            lambda: self.ticket.reply("환불해 드렸습니다", by=self.jisu),
            index_outdated,
            lambda: self.ticket.note("메모", by=self.jisu),
            gather,
        ):
            change()
            self.assertEqual(self.found(data), [self.ticket.pk])
            self.assertEqual(self.judged(data), [self.ticket.pk])

    def test_what_is_said_no_more_is_met_no_more(self):
        ticket = self.opened("아무 말", subject="환불 문의")
        index_outdated()
        self.assertEqual(self.found(says("환불")), [ticket.pk])
        ticket.rename("배송 문의", by=self.jisu)
        self.assertEqual(self.found(says("환불")), [])
        self.assertEqual(self.judged(says("환불")), [])

    def test_both_agree_whatever_is_indexed(self):
        dice = Random(7)
        tickets = [self.opened(" ".join(dice.sample(SAID, 3))) for _ in range(20)]
        parted = 0
        for _state in range(4):
            with self.subTest(waiting=Outdated.objects.count() + Remaking.objects.count()):
                asking = Asking()
                for _ in range(ASKED):
                    data = says(*(" ".join(dice.sample(SAID, dice.choice([1, 1, 2])))
                                  for _ in range(dice.choice([1, 1, 2]))))  # fmt: skip
                    data = {"not": data} if dice.random() < 0.3 else data
                    found = self.found(data, asking)
                    self.assertEqual(found, self.judged(data, asking), data)
                    parted += 0 < len(found) < 21
            index_outdated()
            for ticket in dice.sample(tickets, 5):
                ticket.note(dice.choice(SAID), by=self.jisu)
        self.assertGreater(parted, 3 * ASKED)

    def test_of_many_that_wait_the_last_are_read_as_they_are(self):
        first, last = self.opened("환불"), self.opened("환불")
        with patch.object(condition, "MOST", 1):
            self.assertEqual(self.found(says("환불")), [last.pk])
            index_outdated()
            self.assertEqual(self.found(says("환불")), [first.pk, last.pk])

    def test_what_cannot_be_taken_apart_is_answered_by_its_document(self):
        index_outdated()
        self.ticket.note("환불", by=self.jisu)
        with patch.object(condition, "made", side_effect=NoAnswer):
            self.assertEqual(self.found(says("환불")), [])
            self.assertEqual(self.found(says("냄비")), [self.ticket.pk])
            self.assertEqual(self.judged(says("냄비")), [self.ticket.pk])

    def test_one_that_has_no_document_says_nothing(self):
        index_outdated()
        Document.objects.all().delete()
        self.assertEqual(self.found(says("냄비")), [])
        self.assertEqual(self.judged(says("냄비")), [])

    def test_where_there_is_no_word_it_is_refused(self):
        for nothing in ("!!!", "%", " _ ", "🙏"):
            with self.assertRaises(BadCondition):
                TICKETS.read(says(nothing))
            with self.assertRaises(BadCondition):
                TICKETS.read(says("환불", nothing))

    def test_one_ticket_costs_a_few_queries_and_then_none(self):
        index_outdated()
        asking, read = Asking(), TICKETS.read(says("냄비"))
        with self.assertNumQueries(3):
            self.assertTrue(TICKETS.holds(read, self.ticket, asking))
        with self.assertNumQueries(0):
            self.assertTrue(TICKETS.holds(read, self.ticket, asking))

    @pytest.mark.sqlite
    def test_what_tickets_say_is_read_by_their_own_index(self):
        index_outdated()
        with CaptureQueriesContext(connection) as asked:
            contents([self.ticket.pk, 10**6])
        for query in asked.captured_queries:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + query["sql"].replace("%", "%%"))
                plan = " ".join(row[-1] for row in cursor.fetchall())
            self.assertNotIn("copy_of", plan)  # so it would read all messages there are
