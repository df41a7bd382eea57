"""Who is given many tickets in one step gets one mail."""

import time_machine
from django.core import mail

from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now, undo_now
from maru.support.notifications.lines import lines_of
from maru.support.notifications.mailing import mail_due
from maru.support.notifications.models import Notification
from maru.support.notifications.tests.nights import quiet_night, quiet_over
from maru.support.notifications.wish import choose
from maru.support.tickets.models import Notice, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class TellingTests(SupportTestCase):
    def setUp(self):
        choose(self.minho, {"assigned": {"mail": True}})
        for subject in ("둘째", "셋째"):
            open_ticket(
                by=self.jisu, brand=self.onnuri, requester=self.kim, subject=subject, text="."
            )

    def give(self, to, *numbers):
        rows = Ticket.objects.visible_to(self.jisu)
        rows = rows.filter(pk__in=numbers) if numbers else rows
        change = BulkChange.look_at(rows, {"assignee": to.pk}, by=self.jisu)
        with self.captureOnCommitCallbacks(execute=True):
            do_now(change)
        return change

    def test_three_tickets_are_one_mail_without_a_word_of_them(self):
        change = self.give(self.minho)
        [told] = mail.outbox
        self.assertEqual(told.to, [self.minho.email])
        self.assertIn("3", told.subject)
        self.assertIn(f"#{self.ticket.pk}", told.body)
        self.assertNotIn(self.ticket.subject, told.body)
        with self.captureOnCommitCallbacks(execute=True):
            undo_now(change)
        self.assertEqual((len(mail.outbox), Notice.objects.count()), (1, 0))

    def test_in_quiet_hours_it_waits_until_they_end(self):
        with time_machine.travel(quiet_night(self.minho), tick=False):
            self.give(self.minho)
            self.waiting()
            self.assertEqual(mail.outbox, [])
        with time_machine.travel(quiet_over(), tick=False):
            self.waiting()
            self.waiting()
        [told] = mail.outbox
        self.assertEqual(told.to, [self.minho.email])
        self.assertIn(f"#{self.ticket.pk}", told.body)

    def test_what_was_taken_back_by_then_is_not_mailed(self):
        with time_machine.travel(quiet_night(self.minho), tick=False):
            undo_now(self.give(self.minho))
        with time_machine.travel(quiet_over(), tick=False):
            self.waiting()
        self.assertEqual(mail.outbox, [])

    def waiting(self):
        with self.captureOnCommitCallbacks(execute=True):
            mail_due()

    def test_one_ticket_is_the_usual_notice(self):
        self.give(self.minho, self.ticket.pk)
        self.assertEqual(Notice.objects.get().ticket, self.ticket)

    def test_who_takes_them_or_wants_no_mail_gets_none(self):
        choose(self.jisu, {"assigned": {"mail": True}})
        choose(self.minho, {"assigned": {"mail": False}})
        self.give(self.jisu)
        self.give(self.minho)
        self.assertEqual((mail.outbox, Notice.objects.count()), ([], 0))

    def test_in_the_desk_they_are_one_line(self):
        self.give(self.minho)
        [row] = Notification.objects.filter(member=self.minho)
        self.assertEqual((row.ticket, row.count), (None, 3))
        [line] = lines_of([row], self.minho)
        self.assertIn("3건", line.said)
