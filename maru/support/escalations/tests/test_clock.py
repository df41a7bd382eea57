"""The deadline runs in working time, stands still as promises do, and is told once."""

from __future__ import annotations

from datetime import timedelta

from maru.staff.journal.models import Event
from maru.support.escalations.clock.ringing import ring_due
from maru.support.escalations.handing.giving_back import take
from maru.support.escalations.models import Escalation
from maru.support.escalations.tests.cast import EscalatingTestCase
from maru.support.notifications.models import Notification
from maru.support.servicelevels.targets import State
from maru.support.servicelevels.tests.promising import HOUR, MINUTE, SEOUL, TEN
from maru.support.tickets.choices import Status


class ClockTests(EscalatingTestCase):
    def setUp(self) -> None:
        self.at(TEN)
        self.ticket = self.opened()

    def verbs(self) -> list[str]:
        clock = {"ticket.escalation_warned", "ticket.escalation_overdue"}
        return [e.verb.rpartition("_")[2] for e in Event.of(self.ticket) if e.verb in clock]

    def test_it_counts_working_time(self):
        row = self.up(self.second, minutes=9 * 60)
        # From 10:00 to 18:00 are eight hours; the last is on Friday morning.
        self.assertEqual(row.promised_at.astimezone(SEOUL).strftime("%d %H:%M"), "27 10:00")

    def test_it_is_warned_of_and_told_as_overdue_each_once(self):
        self.up(self.second)
        self.at(TEN + 29 * MINUTE)
        self.assertEqual((ring_due(), self.verbs()), (0, []))
        self.at(TEN + 30 * MINUTE)
        ring_due()
        self.assertEqual((ring_due(), self.verbs()), (0, ["warned"]))
        self.at(TEN + HOUR)
        ring_due()
        self.assertEqual((ring_due(), self.verbs()), (0, ["warned", "overdue"]))
        self.assertEqual(Escalation.objects.get().state, State.BREACHED)

    def test_while_nobody_has_it_its_team_hears_then_who_has_it_and_the_lead(self):
        row = self.up(self.second)
        self.at(TEN + 30 * MINUTE)
        ring_due()
        self.assertEqual(self.told("warned"), {self.jisu, self.bora, self.dan})
        take(row, by=self.dan)
        self.at(TEN + HOUR)
        ring_due()
        self.assertEqual(self.told("overdue"), {self.dan, self.bora})

    def told(self, what: str) -> set:
        rows = Notification.objects.filter(event__verb=f"ticket.escalation_{what}")
        return {row.member for row in rows.select_related("member")}

    def test_it_stands_still_while_the_customer_is_waited_for(self):
        row = self.up(self.second)
        self.at(TEN + 20 * MINUTE)
        self.now().set_status(Status.PENDING, by=self.dan)
        row.refresh_from_db()
        self.assertEqual((row.state, row.left, row.due_at), (State.PAUSED, 40 * 60, None))
        self.at(TEN + 3 * HOUR)
        self.assertEqual(ring_due(), 0)
        self.now().set_status(Status.OPEN, by=self.dan)
        row.refresh_from_db()
        self.assertEqual(row.promised_at, TEN + 3 * HOUR + 40 * MINUTE)

    def test_given_back_in_time_it_is_met_and_tells_nothing(self):
        from maru.support.escalations.handing.giving_back import give_back

        row = self.up(self.second)
        self.at(TEN + 50 * MINUTE)
        give_back(row, "끝났습니다.", by=self.bora)
        self.assertEqual(row.state, State.MET)
        self.at(TEN + 2 * HOUR)
        ring_due()
        self.assertEqual(self.verbs(), [])

    def test_a_clock_that_is_set_back_tells_nothing_twice(self):
        self.up(self.second)
        self.at(TEN + HOUR)
        ring_due()
        self.at(TEN + 30 * MINUTE)
        self.now().set_status(Status.ON_HOLD, by=self.dan)
        for later in (45, 60, 90):
            self.at(TEN + later * MINUTE)
            ring_due()
        self.assertEqual(self.verbs().count("overdue"), 1)

    def test_handed_up_under_a_clock_that_is_set_back_it_still_counts(self):
        self.at(TEN + HOUR)
        self.now().set_status(Status.PENDING, by=self.jisu)
        self.now().set_status(Status.OPEN, by=self.jisu)
        self.at(TEN)
        row = self.up(self.second)
        self.assertIsNotNone(row.promised_at)
        self.assertLessEqual(row.promised_at, TEN + 2 * HOUR)

    def test_when_office_hours_change_it_is_worked_out_anew(self):
        row = self.up(self.second, minutes=9 * 60)
        calendar = self.onnuri.calendar
        calendar.hours = {**calendar.hours, "thu": [["09:00", "20:00"]]}
        calendar.save()
        Event.record("calendar.changed", calendar, by=self.sora)
        self.assertEqual(ring_due(), 1)
        row.refresh_from_db()
        self.assertEqual(row.promised_at.astimezone(SEOUL).strftime("%d %H:%M"), "26 19:00")
        self.assertEqual(self.verbs(), [])

    def test_a_calendar_that_never_opens_is_never_due(self):
        calendar = self.onnuri.calendar
        calendar.hours = {day: [] for day in calendar.hours}
        calendar.save()
        row = self.up(self.second)
        self.assertIsNone(row.promised_at)
        self.at(TEN + timedelta(days=30))
        self.assertEqual(ring_due(), 0)

    def test_a_worker_that_dies_before_it_ends_has_told_nothing_and_another_tells(self):
        from maru.support.escalations.clock import ringing

        self.up(self.second)
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
        self.assertEqual(self.verbs(), ["overdue"])


class Killed(BaseException):
    pass


def _dies(*_anything: object) -> None:
    raise Killed
