"""A step is taken back as a whole; what somebody changed since stays, and is told."""

from datetime import timedelta

from django.utils import timezone

from maru.staff.journal.models import Event
from maru.support.actions.reading import read_changes
from maru.support.bulk.bulk_change import KEPT, LOOKED_AT
from maru.support.bulk.forgetting import forget
from maru.support.bulk.models import BulkChange, BulkPart
from maru.support.bulk.working import do_now, undo_now
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class UndoingTests(SupportTestCase):
    def setUp(self):
        self.second = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="둘째", text="."
        )
        self.both = [self.ticket, self.second]

    def done(self, **given):
        rows = Ticket.objects.filter(pk__in=[ticket.pk for ticket in self.both])
        change = BulkChange.look_at(rows, read_changes(given, self.jisu), by=self.jisu)
        do_now(change)
        return change

    def undone(self, change):
        self.assertIs(undo_now(change), True)
        for ticket in self.both:
            ticket.refresh_from_db()
        return change

    def test_all_that_a_step_changed_is_as_it_was(self):
        self.ticket.tag_only(["파손"], by=self.jisu)
        self.second.assign(self.minho, by=self.jisu)
        fields = ("status", "priority", "kind", "team_id", "assignee_id", "is_spam", "solved_at")

        def facts():
            rows = Ticket.objects.filter(pk__in=[ticket.pk for ticket in self.both])
            return [
                [*(getattr(t, name) for name in fields), {tag.name for tag in t.tags.all()},
                 set(t.followers.all())]
                for t in rows.order_by("pk")
            ]  # fmt: skip

        before = facts()
        change = self.done(
            status="solved", priority="urgent", kind="complaint", team=None, assignee="me",
            spam=True, tags_added="연휴", tags_removed="파손", follow=True,
        )  # fmt: skip
        self.assertEqual(change.changed, 2)
        self.assertNotEqual(facts(), before)
        self.undone(change)
        self.assertEqual((change.state, change.undone, change.kept), ("undone", 2, {}))
        self.assertEqual(facts(), before)

    def test_what_somebody_changed_since_stays_and_is_told(self):
        change = self.done(status="solved")
        self.second.set_status("pending", by=self.minho)
        self.undone(change)
        self.assertEqual((change.undone, change.kept), (1, {"since": 1}))
        self.assertEqual([self.ticket.status, self.second.status], ["new", "pending"])
        self.assertIn((self.second.pk, "kept", "since"), list(change.outcomes()))

    def test_what_somebody_made_the_same_again_is_theirs(self):
        change = self.done(priority="urgent")
        self.second.set_priority(1, by=self.minho)
        self.second.set_priority(4, by=self.minho)
        self.undone(change)
        self.assertEqual((self.second.priority, change.kept), (4, {"since": 1}))

    def test_something_else_that_was_changed_since_is_no_hindrance(self):
        change = self.done(priority="urgent", tags_added="연휴")
        self.second.set_kind("problem", by=self.minho)
        self.second.tag_only(["연휴", "교환"], by=self.minho)
        self.undone(change)
        self.assertEqual((self.second.priority, change.kept), (2, {}))
        self.assertEqual([tag.name for tag in self.second.tags.all()], ["교환"])

    def test_the_time_of_an_earlier_solution_comes_back(self):
        self.ticket.solve(by=self.jisu)
        solved_at = self.ticket.solved_at
        self.undone(self.done(status="open"))
        self.assertEqual((self.ticket.status, self.ticket.solved_at), ("solved", solved_at))

    def test_one_that_was_merged_since_stays(self):
        change = self.done(priority="urgent")
        self.second.merge_into(self.ticket, by=self.jisu)
        self.undone(change)
        self.assertEqual(change.kept, {"merged": 1})

    def test_it_is_taken_back_once_with_events_of_its_own(self):
        change = self.undone(self.done(status="solved"))
        self.assertIs(undo_now(change), False)
        events = Event.objects.filter(verb="ticket.status", cause=change.undoing.cause)
        self.assertEqual(events.count(), 2)

    def test_a_step_that_changed_nothing_or_is_old_is_not_taken_back(self):
        self.assertIs(undo_now(self.done(spam=False)), False)
        change = self.done(spam=True)
        BulkChange.objects.filter(pk=change.pk).update(
            created_at=timezone.now() - KEPT - timedelta(hours=1)
        )
        change.refresh_from_db()
        self.assertIs(undo_now(change), False)

    def test_what_nobody_needs_any_more_is_forgotten(self):
        rows = Ticket.objects.filter(pk=self.ticket.pk)
        BulkChange.look_at(rows, {"spam": True}, by=self.jisu)
        old = self.done(spam=True)
        BulkChange.objects.filter(errand=None).update(
            created_at=timezone.now() - LOOKED_AT - timedelta(hours=1)
        )
        BulkChange.objects.exclude(errand=None).update(
            created_at=timezone.now() - KEPT - timedelta(hours=1)
        )
        while forget():
            pass
        self.assertEqual(list(BulkChange.objects.all()), [old])
        self.assertFalse(BulkPart.objects.exists())
