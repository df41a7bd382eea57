"""Reminders: set in words, told once, put off, done, taken back; one's own are nobody else's."""

from __future__ import annotations

import os
import signal
import warnings
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import override

from maru.staff.journal.models import Event
from maru.support.notifications.lines import lines_of
from maru.support.notifications.models import Notification
from maru.support.reminders import reminding
from maru.support.reminders.models import Reminder
from maru.support.reminders.reading import when_and_what
from maru.support.reminders.reminding import remind_due
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.telling import told
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase

HOUR = timedelta(hours=1)
TEXT = "다시 전화하기"


def make(case, **fields):
    return Reminder.make(
        case.ticket, **{"by": case.jisu, "due_at": timezone.now() + HOUR, "text": TEXT, **fields}
    )


def come_due():
    Reminder.objects.update(due_at=timezone.now() - HOUR)


class WordTests(SupportTestCase):
    # A Thursday; the brand opens at nine.
    @time_machine.travel("2026-11-26T10:00:00+09:00", tick=False)
    def test_one_line_says_when_and_what(self):
        for line, day, hour, what in [
            ("월요일 오전에 다시 전화하기", 30, 9, "다시 전화하기"),
            ("내일 오후 2시 환불 확인", 27, 14, "환불 확인"),
            ("3시간 뒤", 26, 13, ""),
            ("call back tomorrow 2pm", 27, 14, "call back"),
            ("next monday 9am", 30, 9, ""),
        ]:
            found = when_and_what(line, self.jisu, self.onnuri)
            assert found, line
            here = timezone.localtime(found[0], timezone.get_fixed_timezone(540))
            self.assertEqual((here.day, here.hour, found[1]), (day, hour, what), line)

    def test_what_says_no_time_is_not_guessed(self):
        for line in ("다시 전화하기", "", "어제 오후에 했던 일", "call back"):
            self.assertIsNone(when_and_what(line, self.jisu, self.onnuri), line)


class ReminderTests(SupportTestCase):
    def told_to(self):
        return [(row.member, row.reason) for row in Notification.objects.order_by("member__name")]

    def test_it_is_told_once_when_its_time_has_come(self):
        make(self)
        self.assertEqual(remind_due(), 0)
        come_due()
        remind_due()
        remind_due()
        self.assertEqual(self.told_to(), [(self.jisu, "reminder")])
        [line] = lines_of(Notification.objects.all(), self.jisu)
        self.assertEqual(line.excerpt, TEXT)

    def test_a_team_s_is_told_to_its_members_and_stands_in_the_history(self):
        self.team.members.set([self.jisu, self.minho])
        reminder = make(self, team=self.team)
        come_due()
        remind_due()
        self.assertCountEqual(self.told_to(), [(self.minho, "reminder"), (self.jisu, "reminder")])
        reminder.do(by=self.minho)
        reminder.reopen(by=self.minho)
        reminder.change(by=self.minho, due_at=timezone.now() + HOUR)
        reminder.remove(by=self.minho)
        for language in ("ko", "en"):
            with override(language):
                lines = [each.text for each in told(list(Event.of(self.ticket)))]
            self.assertEqual(sum(TEXT in line for line in lines), 5, lines)

    def test_one_s_own_leaves_no_word_where_others_read(self):
        reminder = make(self)
        come_due()
        remind_due()
        reminder.do(by=self.jisu)
        said = str(list(Event.objects.values_list("before", "after")))
        self.assertNotIn(TEXT, said)
        self.assertFalse(Event.of(self.ticket).filter(verb__contains="reminder").exists())
        self.assertFalse(Reminder.objects.visible_to(self.minho).exists())
        self.assertTrue(Reminder.objects.visible_to(self.jisu).exists())

    def test_who_may_not_see_the_ticket_any_more_is_told_nothing(self):
        make(self)
        self.ticket.hand_to(self.secret_team, by=self.sora)
        come_due()
        remind_due()
        self.assertEqual(self.told_to(), [])
        self.assertFalse(Reminder.objects.visible_to(self.jisu).exists())

    def test_put_off_it_is_told_again_and_done_it_is_not(self):
        reminder = make(self)
        come_due()
        remind_due()
        reminder.refresh_from_db()
        self.assertIs(reminder.change(by=self.jisu, due_at=timezone.now() + HOUR), True)
        remind_due()
        self.assertEqual(Notification.objects.count(), 1)
        come_due()
        remind_due()
        self.assertEqual(Notification.objects.count(), 2)
        other = make(self)
        other.do(by=self.jisu)
        come_due()
        remind_due()
        self.assertEqual(Notification.objects.count(), 2)

    def test_what_was_read_before_it_was_put_off_is_not_told(self):
        reminder = make(self)
        come_due()
        late = Reminder.objects.get()
        reminder.refresh_from_db()
        reminder.change(by=self.jisu, due_at=timezone.now() + HOUR)
        reminding._remind(late)
        self.assertFalse(Notification.objects.exists())

    def test_whoever_wants_a_team_s_for_themselves_has_it(self):
        reminder = make(self, team=self.team)
        reminder.change(by=self.minho, due_at=reminder.due_at, team=None)
        self.assertEqual(Reminder.objects.get().member, self.minho)

    def test_it_goes_where_the_ticket_is_merged(self):
        into = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="같은 일", text="또"
        )
        make(self)
        self.ticket.merge_into(into, by=self.jisu)
        come_due()
        remind_due()
        self.assertEqual(Notification.objects.get().ticket, into)
        self.ticket.unmerge(by=self.jisu)
        self.assertEqual(Reminder.objects.get().ticket, self.ticket)

    def test_what_fails_half_way_is_told_the_next_time(self):
        make(self)
        come_due()
        with mock.patch.object(Notification.objects, "bulk_create", side_effect=OSError), \
                self.assertRaises(OSError):  # fmt: skip
            remind_due()
        self.assertIsNone(Reminder.objects.get().told_at)
        remind_due()
        self.assertEqual(Notification.objects.count(), 1)


@pytest.mark.sqlite
class KilledTests(LiveSupportTestCase):
    def test_a_worker_that_is_killed_has_told_all_or_nothing(self):
        make(self)
        come_due()
        for point in ("before", "after"):
            self.assertEqual(self.die(point), -signal.SIGKILL)
            is_told = Reminder.objects.get().told_at is not None
            self.assertEqual(is_told, Notification.objects.exists())
        remind_due()
        self.assertEqual(Notification.objects.count(), 1)

    def die(self, point: str) -> int:
        """Tell what is due in a process that is killed before, or after, the event is written."""
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        try:
            record = Event.record

            def dying(*given, **named):
                if point == "after":
                    record(*given, **named)
                os.kill(os.getpid(), signal.SIGKILL)

            with mock.patch.object(Event, "record", dying):
                remind_due()
        finally:
            os._exit(1)
