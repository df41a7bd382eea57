"""What happens to the ticket happens to its escalations: solved, spam, merged, whoever leaves."""

from __future__ import annotations

from maru.staff.journal.models import Event
from maru.support.escalations.clock.ringing import ring_due
from maru.support.escalations.handing.giving_back import take
from maru.support.escalations.models import Escalation
from maru.support.escalations.tests.cast import EscalatingTestCase
from maru.support.servicelevels.targets import State
from maru.support.tickets.handing_over import hand_over
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket


class FollowingTests(EscalatingTestCase):
    def other(self) -> Ticket:
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="같은 문의",
            text="또 왔어요",
            team=self.team,
        )  # fmt: skip

    def test_solved_it_is_over_and_says_so(self):
        row = self.up(self.second)
        self.now().solve(by=self.dan)
        row.refresh_from_db()
        self.assertEqual((row.outcome, row.closed_by, row.state), ("solved", self.dan, State.MET))
        self.assertIsNone(row.due_at)
        over = Event.of(self.ticket).get(verb="ticket.escalation_over")
        self.assertEqual(over.cause.verb, "ticket.status")

    def test_opened_again_it_is_not_escalated(self):
        self.up(self.second)
        self.now().solve(by=self.dan)
        self.now().reopen(by=self.jisu)
        self.assertFalse(Escalation.objects.open().exists())

    def test_among_the_spam_it_stands_still_and_goes_on_afterwards(self):
        row = self.up(self.second)
        self.now().mark_as_spam(by=self.jisu)
        row.refresh_from_db()
        self.assertIsNone(row.due_at)
        self.assertFalse(row.is_over)
        self.now().clear_of_spam(by=self.jisu)
        row.refresh_from_db()
        self.assertEqual(row.state, State.RUNNING)
        self.assertIsNotNone(row.due_at)

    def test_merged_it_is_over_and_taken_apart_it_goes_on(self):
        row, into = self.up(self.second), self.other()
        self.now().merge_into(into, by=self.jisu)
        row.refresh_from_db()
        self.assertEqual((row.ticket, row.outcome), (into, "merged"))
        self.now().unmerge(by=self.jisu)
        row.refresh_from_db()
        self.assertEqual((row.ticket, row.outcome, row.closed_at), (self.now(), "", None))
        ring_due()
        row.refresh_from_db()
        self.assertEqual(row.state, State.RUNNING)

    def test_who_left_while_it_was_merged_does_not_answer_for_it_afterwards(self):
        row, into = self.up(self.second), self.other()
        take(row, by=self.dan)
        self.now().merge_into(into, by=self.jisu)
        hand_over(self.dan, to=self.bora, by=self.sora)
        self.dan.is_active = False
        self.dan.save()
        self.now().unmerge(by=self.jisu)
        row.refresh_from_db()
        self.assertEqual((row.owner.is_active, row.is_over), (True, False))
        passed = Event.of(self.ticket).get(verb="ticket.escalation_passed")
        self.assertEqual(passed.after["who"], str(row.owner))

    def test_what_is_merged_into_it_leaves_it_alone(self):
        row = self.up(self.second)
        self.other().merge_into(self.now(), by=self.jisu)
        row.refresh_from_db()
        self.assertFalse(row.is_over)

    def test_who_leaves_is_followed_by_who_takes_over(self):
        row = self.up(self.second)
        take(row, by=self.dan)
        hand_over(self.dan, to=self.bora, by=self.sora)
        row.refresh_from_db()
        self.assertEqual((row.owner, self.now().assignee), (self.bora, self.bora))

    def test_who_leaves_without_an_heir_is_followed_by_whoever_handed_it_up(self):
        row = self.up(self.second)
        take(row, by=self.dan)
        hand_over(self.dan, to=None, by=self.sora)
        row.refresh_from_db()
        self.assertEqual((row.owner, self.now().assignee), (self.jisu, self.jisu))

    def test_a_ticket_that_is_deleted_takes_its_escalations_along(self):
        ticket = self.other()
        ticket.assign(self.jisu, by=self.jisu)
        self.up(self.second, ticket=ticket)
        Escalation.objects.filter(ticket=ticket).delete()
        self.assertFalse(Escalation.objects.exists())
