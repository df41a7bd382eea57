"""Time passes, and timers do what they are for: once for each moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.support.automation.at import next_time, read_at
from maru.support.automation.models import Firing, Rule
from maru.support.automation.ready import ready_of
from maru.support.automation.restoring import forget_waiting
from maru.support.automation.tests.cast import RulesTestCase
from maru.support.automation.timing import due_tickets, run_timers
from maru.support.automation.when import BadWhen


class TimerTests(RulesTestCase):
    def timer(self, conditions: Any = None, /, **how: Any) -> Rule:
        changes = how.pop("changes", {"priority": 4})
        return Rule.make(
            by=self.sora, name="타이머", kind="timer", is_on=True, is_everywhere=True, when=how,
            conditions=conditions or {"all": []}, changes=changes,
        )  # fmt: skip

    def later(self, **span: int) -> int:
        with time_machine.travel(timezone.now() + timedelta(**span), tick=False):
            return run_timers()

    def test_so_long_after_the_last_answer_it_is_done_once(self):
        self.timer(after=3 * 1440, of="replied", changes={"note": "답이 없음"})
        self.ticket.reply("확인했습니다.", by=self.jisu)
        self.assertEqual([self.later(days=2), self.later(days=3, minutes=1)], [0, 1])
        self.assertEqual(self.later(days=3, minutes=2), 0)
        self.ticket.reply("혹시 보셨나요?", by=self.jisu)
        self.assertEqual(self.later(days=3, minutes=5), 1)
        self.assertEqual(Firing.objects.count(), 2)

    def test_what_does_not_meet_the_conditions_is_left_alone(self):
        is_solved = {"all": [{"field": "status", "op": "is", "value": "solved"}]}
        self.timer(is_solved, after=60, of="created")
        self.assertEqual(self.later(minutes=61), 0)
        self.ticket.solve(by=self.jisu)
        self.assertEqual(self.later(minutes=62), 1)

    def test_what_passed_before_it_was_switched_on_is_no_business_of_it(self):
        self.ticket.reply("네", by=self.jisu)
        with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
            self.timer(after=1440, of="replied")
            self.assertEqual(run_timers(), 0)

    def test_what_the_database_can_tell_is_asked_there(self):
        is_solved = {"field": "status", "op": "is", "value": "solved"}
        is_answered = {"field": "unanswered", "op": "is", "value": False}
        later = timezone.now() + timedelta(minutes=61)

        def due(*parts: Any) -> int:
            ready = ready_of(self.timer({"all": [*parts]}, after=60, of="created"))
            return len(list(due_tickets(ready, timezone.now() - timedelta(days=1), later)))

        self.assertEqual([due(), due(is_solved), due(is_answered)], [1, 0, 1])
        self.assertEqual(due(is_answered, is_solved), 0)
        self.ticket.solve(by=self.jisu)
        self.assertEqual([due(is_solved), due(is_answered, is_solved)], [1, 1])

    @pytest.mark.sqlite  # PostgreSQL reads so few rows as they come
    def test_only_tickets_in_which_it_was_said_then_are_asked(self):
        ready = ready_of(self.timer(after=60, of="received"))
        with CaptureQueriesContext(connection) as queries:
            list(due_tickets(ready, timezone.now() - timedelta(days=1), timezone.now()))
        [asked] = queries
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked['sql']}")
            plan = " ".join(str(row) for row in cursor.fetchall())
        self.assertIn("messages_by_time", plan)
        self.assertNotIn("SCAN tickets_ticket", plan)

    def test_what_was_said_since_counts_anew(self):
        """A ticket of which something was said within the times, and something after them."""
        self.timer(after=60, of="received", changes={"note": "아직"})
        with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=False):
            theirs = self.ticket.messages.get()
            theirs.pk, theirs.created_at = None, timezone.now()
            theirs.message_id, theirs.envelope = "again@x.example", None
            theirs.save()
        self.assertEqual([self.later(minutes=61), self.later(minutes=91)], [0, 1])

    def test_before_it_comes_back_it_is_done(self):
        self.timer(before=60, of="snoozed_until", changes={"note": "곧 돌아옴"})
        self.ticket.snooze(timezone.now() + timedelta(hours=3), by=self.jisu)
        self.assertEqual([self.later(hours=1), self.later(hours=2, minutes=1)], [0, 1])

    def test_one_timer_that_cannot_be_run_keeps_no_other_from_its_time(self):
        broken = self.timer(after=60, of="created")
        Rule.objects.filter(pk=broken.pk).update(when={"after": 60})  # of which moment?
        self.timer(after=60, of="created")
        self.assertEqual(self.later(minutes=61), 1)

    def test_every_day_at_its_time_each_ticket_once(self):
        with time_machine.travel(datetime(2026, 11, 30, 8, 0, tzinfo=UTC), tick=False):
            rule = self.timer(every="day", at="09:00", changes={"note": "아침"})
            self.assertEqual(run_timers(), 0)  # planned
            rule.refresh_from_db()
            at = rule.next_at
        with time_machine.travel(at + timedelta(seconds=1), tick=False):
            self.assertEqual([run_timers(), run_timers()], [1, 0])
        with time_machine.travel(at + timedelta(days=1, seconds=1), tick=False):
            self.assertEqual(run_timers(), 1)

    def test_the_next_time_is_reckoned_in_the_company_s_zone(self):
        at = datetime(2026, 1, 31, 15, 0, tzinfo=UTC)
        month = {"every": "month", "day": 31, "at": "09:00"}
        following = next_time(month, at)
        self.assertEqual((following.month, following.day, following.hour), (2, 28, 9))
        week = next_time({"every": "week", "weekday": 0, "at": "09:00"}, at)
        self.assertEqual(week.weekday(), 0)

    def test_what_can_never_come_is_refused(self):
        wrong: list[dict[str, Any]] = [
            {}, {"after": 0, "of": "created"}, {"after": 60, "of": "gone"},
            {"before": 60, "of": "created"}, {"every": "year", "at": "09:00"},
            {"every": "day", "at": "9"}, {"every": "week", "at": "09:00", "weekday": 7},
            {"every": "month", "at": "09:00"},
        ]  # fmt: skip
        for given in wrong:
            with self.assertRaises(BadWhen):
                read_at(given)


class RestoringTests(RulesTestCase):
    def test_what_waited_in_a_backup_is_not_done_again(self):
        self.rule("priority", note="확인")
        self.ticket.set_priority(4, by=self.jisu)
        self.assertEqual(forget_waiting(timezone.now()), 1)
        self.assertEqual(self.run_rules(), 0)
