"""Two people at once: one hands it up, one takes it, one gives it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from maru.support.escalations.handing.giving_back import give_back, take, take_back
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation
from maru.support.escalations.tests.cast import LiveEscalatingTestCase

PATIENCE = 60  # seconds


class AtOnceTests(LiveEscalatingTestCase):
    def all_at_once(self, *works: Any) -> list[Any]:
        begin = Barrier(len(works))

        def run(work: Any) -> Any:
            try:
                begin.wait(PATIENCE)
                return work()
            except Unescalatable as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as threads:
            running = [threads.submit(run, work) for work in works]
            return [each.result(PATIENCE) for each in running]

    def test_of_two_who_hand_it_up_one_is_told_that_the_other_was_faster(self):
        done = self.all_at_once(
            lambda: self.up(self.second, seen=0), lambda: self.up(self.third, seen=0)
        )
        self.assertEqual(sum(isinstance(each, Escalation) for each in done), 1)
        self.assertEqual([e.status for e in done if isinstance(e, Unescalatable)], [409])
        self.assertEqual(Escalation.objects.open().count(), 1)

    def test_of_two_who_take_it_one_has_it(self):
        row = self.up(self.second)

        def taking(member: Any) -> Any:
            return lambda: take(Escalation.objects.get(pk=row.pk), by=member)

        done = self.all_at_once(taking(self.dan), taking(self.bora))
        self.assertEqual(sum(each is True for each in done), 1)
        row.refresh_from_db()
        self.assertEqual((row.taken_by, row.owner), (self.now().assignee,) * 2)

    def test_of_giving_back_and_taking_back_one_ends_it(self):
        row = self.up(self.second)
        done = self.all_at_once(
            lambda: give_back(Escalation.objects.get(pk=row.pk), "답변", by=self.bora),
            lambda: take_back(Escalation.objects.get(pk=row.pk), "철회", by=self.jisu),
        )
        self.assertEqual(sum(isinstance(each, Escalation) for each in done), 1)
        self.assertEqual((self.now().team, self.now().assignee), (self.team, self.jisu))
