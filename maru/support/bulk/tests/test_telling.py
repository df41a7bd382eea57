"""Who is given many tickets in one step gets one mail."""

from django.core import mail

from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now, undo_now
from maru.support.tickets.models import Notice, NoticeWishes, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class TellingTests(SupportTestCase):
    def setUp(self):
        NoticeWishes.objects.create(member=self.minho, on_assigned=True)
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

    def test_one_ticket_is_the_usual_notice(self):
        self.give(self.minho, self.ticket.pk)
        self.assertEqual(Notice.objects.get().ticket, self.ticket)

    def test_who_takes_them_or_wants_no_mail_gets_none(self):
        NoticeWishes.objects.create(member=self.jisu, on_assigned=True)
        NoticeWishes.objects.filter(member=self.minho).update(on_assigned=False)
        self.give(self.jisu)
        self.give(self.minho)
        self.assertEqual((mail.outbox, Notice.objects.count()), ([], 0))
