from maru.support.actions.reading import BadChanges, read_changes
from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now, undo_now
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase


class SnoozedTests(SupportTestCase):
    def step(self, given: str) -> BulkChange:
        changes = read_changes({"snooze": given}, self.jisu)
        return BulkChange.look_at(Ticket.objects.visible_to(self.jisu), changes, by=self.jisu)

    def test_many_are_put_off_and_back_and_done_ones_are_left(self):
        done = Ticket.objects.create(subject="done", brand=self.onnuri, status="solved")
        change = self.step("reply")
        do_now(change)
        self.assertEqual((change.changed, change.left), (1, {"done": 1}))
        self.ticket.refresh_from_db()
        self.assertTrue(self.ticket.is_snoozed)
        undo_now(change)
        self.ticket.refresh_from_db()
        self.assertFalse(self.ticket.is_snoozed)
        later = self.step("내일 아침")
        do_now(later)
        self.ticket.refresh_from_db()
        self.assertIsNotNone(self.ticket.snoozed_until)
        back = self.step("back")
        do_now(back)
        self.assertEqual(back.changed, 1)
        self.assertFalse(Ticket.objects.get(pk=done.pk).is_snoozed)

    def test_what_is_not_understood_is_said(self):
        with self.assertRaises(BadChanges):
            read_changes({"snooze": "언젠가"}, self.jisu)
