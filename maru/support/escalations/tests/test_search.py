from __future__ import annotations

from maru.support.escalations.handing.giving_back import give_back
from maru.support.escalations.tests.cast import Escalating
from maru.support.tickets.tests.test_search import SearchTestCase


class EscalationSearchTests(Escalating, SearchTestCase):
    def test_a_ticket_is_found_by_why_it_was_handed_up_and_what_came_of_it(self):
        row = self.up(self.second)
        self.assertEqual(self.found("로그를 볼"), [self.ticket.pk])
        give_back(row, "실리카겔 누락이었습니다.", by=self.bora)
        self.assertEqual(self.found("실리카겔"), [self.ticket.pk])
        self.assertEqual(self.found("실리카겔", reader=self.eve), [])
