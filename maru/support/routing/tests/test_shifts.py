"""Routing goes by shifts where there are some, and by planned absences."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.utils.translation import override

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.shifts.hours import DayHours
from maru.staff.shifts.models import Absence, ShiftDay
from maru.staff.shifts.tests.cast import OFFICE, absent, plan
from maru.support.routing.models import Decision, Offer, Queued
from maru.support.routing.showing import board_of, explained
from maru.support.routing.simulating.past import staff_of
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = date(2027, 3, 8)  # later than what setUpTestData made


def on_monday(hour: int, minute: int = 0) -> Any:
    return time_machine.travel(
        datetime(2027, 3, 8, hour, minute, tzinfo=SEOUL), tick=False
    )  # fmt: skip


class ShiftTests(RoutingTestCase):
    def outs(self) -> dict[int, str | None]:
        candidates = Decision.objects.get().why["candidates"]
        return {each["member"]: each.get("out") for each in candidates}

    def test_outside_their_shift_nobody_is_given_anything_and_it_says_so(self):
        plan(self.jisu)
        with on_monday(20):
            route()
            self.assertEqual(self.assignee(self.ticket), self.bora)
            self.assertEqual(self.outs(), {self.bora.pk: None, self.jisu.pk: "off"})
            with override("ko"):
                [why] = explained(Decision.objects.all(), self.sora)
        self.assertEqual([each.out for each in why.could_not], ["근무 시간이 아님"])

    def test_in_their_shift_they_are_given_work_and_on_break_not(self):
        for member in (self.jisu, self.bora):
            plan(member)
        with on_monday(12, 30):
            route()
            self.assertIsNone(self.assignee(self.ticket))
            self.assertEqual(Queued.objects.get().outs, {"break": 2})
        with on_monday(13):
            route()
            self.assertEqual(self.assignee(self.ticket), self.jisu)

    def test_who_says_they_are_away_is_away_on_shift_too(self):
        plan(self.jisu)
        with on_monday(10):
            self.jisu.become("away", by=self.jisu)
            route()
            self.assertEqual(self.outs()[self.jisu.pk], "away")

    def test_a_planned_absence_counts_with_shifts_and_without(self):
        plan(self.jisu)
        for member in (self.jisu, self.bora):
            absent(member, MONDAY)
        with on_monday(10):
            route()
            self.assertEqual(Queued.objects.get().outs, {"leave": 2})
            ShiftDay.put(self.jisu, MONDAY, "changed", OFFICE, by=self.minho)
            Absence.objects.filter(member=self.bora).delete()
            route()
            self.assertEqual(self.assignee(self.ticket), self.bora)

    def test_what_waits_for_somebody_on_leave_goes_back_and_after_a_shift_it_stays(self):
        self.set_rule(absent_minutes=30)
        for member in (self.jisu, self.bora):
            plan(member)
        with on_monday(10):
            route()
            self.assertEqual(self.assignee(self.ticket), self.jisu)
        with on_monday(23):
            route()
            self.assertEqual(self.assignee(self.ticket), self.jisu)
        leave = absent(self.jisu, MONDAY + timedelta(days=1))
        Event.record("absence.added", leave, by=self.minho, after=leave.told)
        with time_machine.travel(datetime(2027, 3, 9, 10, tzinfo=SEOUL), tick=False):
            route()
        self.assertEqual(self.assignee(self.ticket), self.bora)
        event = Event.of(self.ticket).filter(verb="ticket.assigned").order_by("id")[1]
        self.assertEqual(event.cause.verb, "absence.added")

    def test_an_offer_ends_with_the_shift(self):
        self.set_rule(asks_first=True, offer_seconds=3600)
        plan(self.jisu)
        plan(self.bora, DayHours.read("13-22"))
        with on_monday(17, 50):
            route()
        self.assertEqual(Offer.objects.get().member, self.jisu)
        with on_monday(18, 1):
            route()
        self.assertEqual(Offer.objects.open().get().member, self.bora)

    def test_the_queue_says_who_is_not_on_shift(self):
        plan(self.jisu)
        with on_monday(20), override("ko"):
            board = board_of(self.team, self.sora)
        said = {place.member: place.planned_out for place in board.people}
        self.assertEqual(said, {self.jisu: "근무 시간이 아님", self.bora: ""})

    def test_a_simulation_has_people_there_in_their_shifts(self):
        plan(self.jisu)
        begins, ends = (datetime(2027, 3, 8, hour, tzinfo=SEOUL) for hour in (0, 23))
        hours = {one.person.key: _hours(one.there) for one in staff_of(self.rule, begins, ends)}
        self.assertEqual(hours[self.jisu.pk], 8)
        self.assertEqual(hours[self.bora.pk], 9)

    def test_deactivated_and_deleted_members_are_nobody_s_concern(self):
        plan(self.jisu)
        Member.objects.filter(pk=self.jisu.pk).update(is_active=False)
        with on_monday(10):
            route()
        self.assertEqual(self.assignee(self.ticket), self.bora)


def _hours(there: Any) -> float:
    return sum(end - begin for begin, end in there) / 3600
