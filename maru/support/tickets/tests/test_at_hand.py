"""Tickets are found by what people have at hand, few or many, and at once."""

from unittest.mock import patch

from django.db.models import Q

from maru.kit.search.indexing import index_outdated
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.search import at_hand
from maru.support.tickets.tests.cast import SupportTestCase


class AtHandTests(SupportTestCase):
    def found(self, words: str) -> set[int]:
        rows = (
            Ticket.objects.visible_to(self.jisu)
            .genuine()
            .filter(at_hand.meant_by(words, self.jisu))
        )
        return set(rows.values_list("pk", flat=True))

    def test_by_words_by_who_asked_and_by_number(self):
        park = recognise(ContactKind.EMAIL, "seojun@example.com", brand=self.onnuri, name="박서준")
        other = open_ticket(by=self.jisu, brand=self.onnuri, requester=park, subject="잔", text="A")
        index_outdated()
        ours = {self.ticket.pk}
        for words in ("뚜껑", "하늘", "EUL.KI", f"#{self.ticket.pk}", str(self.ticket.pk)):
            with self.subTest(words):
                self.assertEqual(self.found(words), ours)
        self.assertEqual(self.found("잔"), {other.pk})
        self.assertEqual(self.found("없는말입니다"), set())

    def test_many_are_walked_for(self):
        more = {
            open_ticket(
                by=self.jisu, brand=self.onnuri, requester=self.kim, subject="컵받침", text="또"
            ).pk
            for _n in range(3)
        }
        index_outdated()
        with patch.object(at_hand, "LOOKED_AT", 1):
            self.assertEqual(self.found("컵받침"), more)

    def test_what_was_said_a_moment_ago_is_found_before_it_is_indexed(self):
        index_outdated()
        self.ticket.note("손잡이가 헐거워요", by=self.jisu)
        self.assertEqual(self.found("손잡이"), {self.ticket.pk})
        self.assertEqual(self.found("손잡이 status:solved"), set())

    def test_the_number_of_what_one_may_not_see_says_nothing(self):
        self.ticket.hand_to(self.secret_team, by=self.minho)
        self.assertEqual(at_hand.meant_by(f"#{self.ticket.pk}", self.jisu), Q(pk__in=[]))

    def test_a_merged_ticket_is_found_where_it_went(self):
        gone = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="또", text="또 물어요"
        )
        gone.merge_into(self.ticket, by=self.jisu)
        self.assertEqual(self.found(f"#{gone.pk}"), {self.ticket.pk})
