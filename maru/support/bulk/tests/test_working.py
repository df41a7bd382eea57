"""A step that was begun: in parts, by whoever has its lease, each ticket once."""

from unittest.mock import patch

from django.db import OperationalError
from django.utils import timezone

from maru.kit.jobs.sweeps import sweeps
from maru.staff.errands.models import Errand
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.actions.reading import read_changes
from maru.support.bulk import bulk_change, bulk_part, working
from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

TICKETS = 7


class WorkingTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for number in range(1, TICKETS):
            open_ticket(
                by=cls.jisu, brand=cls.onnuri, requester=cls.kim, subject=f"{number}", text="."
            )

    def setUp(self):
        for where, name, value in (
            (bulk_change, "SIZE", 2), (bulk_part, "SIZE", 2), (working, "AT_ONCE", 0),
        ):  # fmt: skip
            patcher = patch.object(where, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def begun(self, **given):
        rows = Ticket.objects.visible_to(self.jisu)
        change = BulkChange.look_at(rows, read_changes(given, self.jisu), by=self.jisu)
        do_now(change)
        return change

    def work(self, change):
        [sweep] = [each for each in sweeps() if each.name == "errands.bulk"]
        while sweep.look():
            pass
        return BulkChange.objects.get(pk=change.pk)

    def test_a_worker_does_what_was_begun_and_tells_how_far_it_is(self):
        change = self.begun(status="solved")
        self.assertEqual((change.state, change.changed), ("under_way", 0))
        change = self.work(change)
        self.assertEqual((change.state, change.changed), ("done", TICKETS))
        self.assertEqual(change.errand.done, TICKETS)
        self.assertEqual(Ticket.objects.filter(status="solved").count(), TICKETS)

    def test_each_ticket_has_its_own_event_with_the_step_as_its_cause(self):
        change = self.work(self.begun(status="solved"))
        events = Event.objects.filter(verb="ticket.status", cause=change.errand.cause)
        self.assertEqual(len({event.subject_id for event in events}), TICKETS)
        self.assertEqual(change.errand.cause.actor_id, self.jisu.pk)

    def test_a_worker_that_dies_half_way_leaves_each_ticket_changed_once(self):
        change = self.begun(status="solved")
        whole, calls = working._do, []

        def dies(*args):
            calls.append(args)
            if len(calls) == 3:
                raise SystemExit
            whole(*args)

        with patch.object(working, "_do", dies), self.assertRaises(SystemExit):
            self.work(change)
        errand = Errand.objects.get()
        self.assertEqual((errand.state, errand.done), ("under_way", 4))
        Errand.objects.update(lease_until=timezone.now())
        change = self.work(change)
        self.assertEqual((change.state, change.changed), ("done", TICKETS))
        events = Event.objects.filter(verb="ticket.status", after="solved")
        self.assertEqual(events.count(), TICKETS)

    def test_a_part_that_fails_changes_nothing_and_is_tried_again(self):
        change = self.begun(tags_added="연휴", status="solved")
        with patch.object(working, "_count", side_effect=OperationalError("deadlock")):
            change = self.work(change)
        self.assertEqual((change.state, change.changed), ("under_way", 0))
        self.assertFalse(Ticket.objects.filter(status="solved").exists())
        Errand.objects.update(due_at=timezone.now())
        self.assertEqual(self.work(change).changed, TICKETS)

    def test_what_one_may_not_see_any_more_is_left_out(self):
        change = self.begun(status="solved")
        self.ticket.hand_to(self.secret_team, by=self.sora)
        change = self.work(change)
        self.assertEqual((change.changed, change.left), (TICKETS - 1, {"unseen": 1}))
        self.ticket.refresh_from_db()
        self.assertFalse(self.ticket.is_done)

    def test_who_may_change_nothing_any_more_changes_nothing(self):
        change = self.begun(status="solved")
        self.jisu.role = Role.ANALYST
        self.jisu.save()
        change = self.work(change)
        self.assertEqual((change.state, change.errand.trouble), ("failed", "not_allowed"))
        self.assertFalse(Ticket.objects.filter(status="solved").exists())

    def test_one_that_is_stopped_changes_no_more(self):
        change = self.begun(status="solved")
        self.assertIs(change.errand.stop(by=self.jisu), True)
        self.assertIs(change.errand.stop(by=self.jisu), False)
        self.assertEqual(self.work(change).changed, 0)

    def test_one_that_is_stopped_between_two_parts_keeps_what_is_done(self):
        change = self.begun(status="solved")
        whole = working._do

        def stops(*args):
            whole(*args)
            Errand.objects.get(pk=change.errand.pk).stop(by=self.jisu)

        with patch.object(working, "_do", stops):
            change = self.work(change)
        self.assertEqual((change.state, change.changed), ("stopped", 2))
        self.assertEqual(Ticket.objects.filter(status="solved").count(), 2)
        self.assertTrue(change.may_be_undone)

    def test_beginning_twice_is_once(self):
        change = self.begun(status="solved")
        self.assertIs(BulkChange.objects.get(pk=change.pk).begin(), False)
        self.assertEqual(Errand.objects.count(), 1)

    def test_one_that_cannot_be_changed_has_nothing_of_the_step(self):
        change = self.begun(team=self.team.pk, assignee=self.minho.pk)
        self.minho.brands.clear()
        change = self.work(change)
        self.assertEqual((change.changed, change.left), (0, {"unfit": TICKETS}))
        self.assertEqual(Ticket.objects.filter(team=self.team).count(), 1)
