"""Two people at once: one hands it up, one takes it, one gives it back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep
from typing import Any

from django.db import connection, transaction

from maru.staff.journal.models import Event as JournalEvent
from maru.support.escalations.clock.ringing import ring_due
from maru.support.escalations.handing.giving_back import give_back, take, take_back
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation
from maru.support.escalations.tests.cast import VENDOR, LiveEscalatingTestCase
from maru.support.servicelevels.targets import State
from maru.support.servicelevels.tests.promising import MINUTE, TEN
from maru.support.sideconversations.tests.cast import SideTestCase

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

    def test_nobody_is_warned_of_what_is_being_answered(self):
        self.at(TEN)
        row = self.up(self.vendor, words="같은 증상이 알려져 있나요?")
        self.at(TEN + 30 * MINUTE)
        is_held = Event()

        def answered() -> None:
            with transaction.atomic():
                row.side.hold()
                is_held.set()
                sleep(1)  # meanwhile the clock would ring
                question = row.side.newest.message_id
                SideTestCase.arrive(self, VENDOR, "확인했습니다.", question)  # type: ignore[arg-type]

        def rung() -> int:
            is_held.wait(PATIENCE)
            return ring_due()

        self.all_at_once(answered, rung)
        row.refresh_from_db()
        self.assertEqual((row.state, row.due_at), (State.PAUSED, None))
        warned = JournalEvent.objects.filter(verb="ticket.escalation_warned")
        self.assertFalse(warned.exists())
