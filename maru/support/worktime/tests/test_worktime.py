"""Time in tickets: believed as far as the clock goes, corrected, private until summed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.worktime.beating import MOST, beat
from maru.support.worktime.models import Work
from maru.support.worktime.summing import columns, own_seconds

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)
HALF = timedelta(seconds=30)


class BeatingTests(SupportTestCase):
    def beat(self, told: dict[int, int], at: datetime) -> int:
        with time_machine.travel(at, tick=False):
            return beat(self.jisu, told)

    def spent(self) -> int:
        return Work.objects.filter(member=self.jisu).seconds()

    def test_a_page_in_use_is_counted_second_by_second(self):
        for each in range(4):
            self.beat({self.ticket.pk: 30}, NOW + each * HALF)
        self.assertEqual(self.spent(), 120)

    def test_two_windows_and_a_beat_that_comes_twice_make_no_time(self):
        other = open_ticket(by=self.jisu, brand=self.onnuri, requester=self.kim,
                            subject="b", text="b")  # fmt: skip
        self.beat({self.ticket.pk: 30}, NOW)
        for _each in range(3):
            self.beat({self.ticket.pk: 30}, NOW + HALF)
            self.beat({other.pk: 30}, NOW + HALF)
        self.assertEqual(self.spent(), 60)

    def test_a_page_that_lies_is_believed_as_far_as_the_clock_went(self):
        self.beat({self.ticket.pk: 30}, NOW)
        self.assertEqual(self.beat({self.ticket.pk: 80_000}, NOW + HALF), 30)
        self.assertEqual(self.beat({self.ticket.pk: 80_000}, NOW + timedelta(days=1)), MOST)

    def test_a_clock_that_is_put_back_or_ahead_costs_less_than_a_minute(self):
        self.beat({self.ticket.pk: 30}, NOW)
        for at in (NOW - timedelta(hours=1), NOW + timedelta(hours=1)):
            for each in range(4):
                self.beat({self.ticket.pk: 30}, at + each * HALF)
        self.assertAlmostEqual(self.spent(), 270, delta=60)

    def test_nothing_is_counted_while_one_is_away_nor_of_what_one_does_not_see(self):
        self.beat({self.ticket.pk: 30}, NOW)
        with time_machine.travel(NOW, tick=False):
            self.jisu.become("break", by=self.jisu)
        self.assertEqual(self.beat({self.ticket.pk: 30}, NOW + HALF), 0)
        with time_machine.travel(NOW + 2 * HALF, tick=False):
            self.jisu.become("available", by=self.jisu)
            self.assertEqual(beat(self.eve, {self.ticket.pk: 30}), 0)
        self.assertEqual(self.beat({self.ticket.pk: 30, 99_999: 30}, NOW + 2 * HALF), 30)

    def test_a_day_is_the_member_s_own(self):
        self.beat({self.ticket.pk: 30}, datetime(2026, 12, 1, 16, tzinfo=UTC))
        self.assertEqual(str(Work.objects.get().day), "2026-12-02")  # in Seoul


class CorrectingTests(SupportTestCase):
    def test_it_keeps_what_was_measured_its_reason_and_goes_on_from_there(self):
        today = timezone.localdate()
        Work.add(self.ticket.pk, self.jisu, 60, today)
        Work.correct(self.ticket, self.jisu, today, 600, "전화")
        Work.add(self.ticket.pk, self.jisu, 30, today)
        row = Work.objects.get()
        self.assertEqual((row.seconds, row.measured), (630, 90))
        event = Event.of(row).get()
        self.assertEqual((event.before["seconds"], event.after["reason"]), (60, "전화"))
        self.assertFalse(Event.of(self.ticket).filter(verb__contains="work").exists())

    def test_after_a_merger_the_one_that_stays_tells_of_both(self):
        other = open_ticket(by=self.jisu, brand=self.onnuri, requester=self.kim,
                            subject="b", text="b")  # fmt: skip
        for ticket in (self.ticket, other):
            Work.add(ticket.pk, self.jisu, 60, timezone.localdate())
        other.merge_into(self.ticket, by=self.jisu)
        self.assertEqual(own_seconds(self.ticket, self.jisu), 120)


class PageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.today = timezone.localdate()

    def test_beats_come_by_a_form_and_nonsense_is_passed_over(self):
        given = {"spent": [f"{self.ticket.pk}:25", "x:9", "7", f"{'9' * 30}:5", ":"]}
        self.assertEqual(self.client.post("/work-time/beats/", given).status_code, 204)
        self.assertEqual(Work.objects.get().measured, 25)

    def test_one_s_own_day_is_shown_and_corrected(self):
        Work.add(self.ticket.pk, self.jisu, 700, self.today)
        self.assertContains(self.client.get("/work-time/"), "11분")
        given = {"ticket": f"#{self.ticket.pk}", "day": self.today.isoformat(), "minutes": 5}
        refused = self.client.post("/work-time/", given)
        self.assertContains(refused, "이유를 짧게", status_code=422)
        answer = self.client.post("/work-time/", {**given, "reason": "착오"}, follow=True)
        self.assertContains(answer, "착오")
        self.assertContains(self.client.get("/my-day/"), "5분")

    def test_a_day_that_never_was_is_today_or_the_first_there_is(self):
        for day in ("0001-01-01", "9999-12-31", "2026-02-31", "x"):
            self.assertEqual(self.client.get(f"/work-time/?day={day}").status_code, 200)
        self.client.force_login(self.minho)
        place = f"/work-time/teams/{self.team.pk}/?until=0001-01-01"
        self.assertEqual(self.client.get(place).status_code, 200)

    def test_nobody_reads_another_s_and_sums_are_for_leads(self):
        Work.add(self.ticket.pk, self.jisu, 700, self.today)
        self.assertEqual(self.client.get(f"/work-time/teams/{self.team.pk}/").status_code, 404)
        place = f"/work-time/tickets/{self.ticket.pk}/"
        self.assertNotContains(self.client.get(place), "모두")
        self.assertNotContains(self.client.get("/work-time/"), "/work-time/teams/")
        self.client.force_login(self.minho)
        own = self.client.get("/work-time/")
        self.assertNotContains(own, "11분")
        self.assertContains(own, f'href="/work-time/teams/{self.team.pk}/"')
        self.assertContains(self.client.get(place), "모두 11분")
        of_one = self.client.get(f"/work-time/teams/{self.team.pk}/")
        self.assertContains(of_one, "한 사람의 시간")
        Work.add(self.ticket.pk, self.minho, 20, self.today)
        self.assertContains(self.client.get(f"/work-time/teams/{self.team.pk}/"), "12분")

    def test_the_column_of_views_and_exports_is_theirs_too(self):
        Work.add(self.ticket.pk, self.jisu, 700, self.today)
        (column,) = columns()
        self.assertEqual([column.may_see(each) for each in (self.jisu, self.minho)], [False, True])
        self.assertEqual(column.values([self.ticket])[self.ticket.pk][0].words, "12")
