"""A promise that is nearly due, or missed, is told once: to whom the level says, with its cause."""

from __future__ import annotations

import time_machine

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.support.notifications.models import Notification
from maru.support.servicelevels.ringing import ring_due
from maru.support.servicelevels.targets import State
from maru.support.servicelevels.tests.promising import HOUR, MINUTE, TEN, ask, clock, level
from maru.support.tickets.telling import told
from maru.support.tickets.tests.cast import SupportTestCase


class RingingTests(SupportTestCase):
    def at(self, moment):
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        self.addCleanup(traveller.stop)

    def setUp(self) -> None:
        level(next_reply=None, resolve=None, warn_before=15)
        self.at(TEN)
        self.asked = ask(self, assignee=self.jisu)

    def verbs(self) -> list[str]:
        return [e.verb for e in Event.of(self.asked) if e.verb.startswith("clock.")]

    def told(self) -> set[Member]:
        rows = Notification.objects.filter(reason="promise").select_related("member")
        return {row.member for row in rows}

    def test_it_warns_and_then_tells_that_it_is_missed_each_once(self):
        self.at(TEN + 44 * MINUTE)
        self.assertEqual((ring_due(), self.verbs()), (0, []))
        self.at(TEN + 45 * MINUTE)
        ring_due()
        self.assertEqual((ring_due(), self.verbs()), (0, ["clock.warned"]))
        self.at(TEN + HOUR)
        ring_due()
        self.assertEqual((ring_due(), self.verbs()), (0, ["clock.warned", "clock.breached"]))
        self.assertEqual(clock(self.asked).state, State.BREACHED)

    def test_it_says_because_of_what(self):
        self.at(TEN + HOUR)
        ring_due()
        event = Event.of(self.asked).get(verb="clock.breached")
        self.assertEqual(event.cause.verb, "ticket.opened")
        [change] = told([event])
        self.assertIn("첫 답변", change.text)

    def test_who_has_it_and_the_leads_of_the_team_are_told(self):
        self.at(TEN + HOUR)
        ring_due()
        self.assertEqual(self.told(), {self.jisu, self.minho})

    def test_of_a_ticket_that_nobody_has_its_team_is_told(self):
        bora = self.member("bora", "조보라", Role.AGENT)
        bora.brands.add(self.onnuri)
        self.team.members.add(bora)
        self.asked.assign(None, by=self.jisu)
        self.at(TEN + HOUR)
        ring_due()
        self.assertLessEqual({bora, self.jisu, self.minho}, self.told())

    def test_what_was_answered_in_time_is_told_nobody_though_nothing_was_worked_out(self):
        self.at(TEN + 50 * MINUTE)
        self.asked.reply("답변입니다.", by=self.jisu)
        self.at(TEN + 2 * HOUR)
        ring_due()
        self.assertEqual(self.verbs(), [])

    def test_a_clock_that_is_set_back_tells_nothing_twice(self):
        self.at(TEN + HOUR)
        ring_due()
        self.at(TEN + 30 * MINUTE)
        self.asked.change("priority", 3, by=self.jisu)
        self.assertEqual(clock(self.asked).state, State.BREACHED)
        for later in (45, 60, 90):
            self.at(TEN + later * MINUTE)
            ring_due()
        self.assertEqual(self.verbs().count("clock.breached"), 1)

    def test_a_worker_that_dies_before_it_ends_has_told_nothing_and_another_tells(self):
        from maru.support.servicelevels import ringing

        self.at(TEN + HOUR)
        usual = ringing._tell
        try:
            ringing._tell = _dies
            with self.assertRaises(Killed):
                ring_due()
        finally:
            ringing._tell = usual
        self.assertEqual(self.verbs(), [])
        self.at(TEN + HOUR + 2 * ringing.LEASE)
        ring_due()
        self.assertEqual(self.verbs(), ["clock.breached"])


class Killed(BaseException):
    pass


def _dies(*_anything: object) -> None:
    raise Killed
