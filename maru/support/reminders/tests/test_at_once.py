"""Several workers look at the same moment: each reminder is told once, and done once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.support.notifications.models import Notification
from maru.support.reminders.models import Reminder
from maru.support.reminders.reminding import remind_due
from maru.support.tickets.tests.cast import LiveSupportTestCase

WORKERS = 4
PATIENCE = 60  # seconds


class AtOnceTests(LiveSupportTestCase):
    def all_at_once(self, work: Callable[[], object]) -> None:
        begin = Barrier(WORKERS)

        def run() -> None:
            try:
                begin.wait(PATIENCE)
                work()
            finally:
                connection.close()

        with ThreadPoolExecutor(WORKERS) as pool:
            for each in [pool.submit(run) for _ in range(WORKERS)]:
                each.result(PATIENCE)

    def test_each_is_told_once_and_done_once(self):
        due = timezone.now() - timedelta(hours=1)
        self.team.members.set([self.minho])
        rows = [
            Reminder.make(self.ticket, by=self.jisu, due_at=due, text=str(n), team=self.team)
            for n in range(5)
        ]
        self.all_at_once(remind_due)
        self.assertEqual(Event.of(self.ticket).filter(verb="ticket.reminded").count(), 5)
        told = Notification.objects.filter(reason="reminder", member=self.minho)
        self.assertEqual(told.count(), 5)
        self.all_at_once(lambda: Reminder.objects.get(pk=rows[0].pk).do(by=self.jisu))
        self.assertEqual(Event.of(self.ticket).filter(verb="ticket.reminder_done").count(), 1)
