"""What a rule would have done is asked of what really happened."""

from __future__ import annotations

from typing import Any

from maru.support.automation.models import Firing, Rule
from maru.support.automation.tests.cast import RulesTestCase
from maru.support.automation.trying import try_out
from maru.support.tickets.opening import open_ticket


class TryingTests(RulesTestCase):
    def off(self, *on: Any, conditions: Any = None, **changes: Any) -> Rule:
        rule = self.rule(*on, conditions=conditions, **changes)
        rule.switch(False, by=self.sora)
        return rule

    def test_it_counts_and_names_and_changes_nothing(self):
        self.ticket.set_priority(4, by=self.jisu)
        self.ticket.set_priority(3, by=self.jisu)
        trial = try_out(self.off("priority", kind="problem"), self.sora)
        self.assertEqual((trial.times, trial.ticket_ids), (2, {self.ticket.pk}))
        self.assertTrue(trial.is_whole)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.kind, "question")
        self.assertFalse(Firing.objects.exists())

    def test_the_past_is_asked_where_the_journal_knows_it(self):
        self.ticket.tag_only(["환불"], by=self.jisu)
        self.ticket.set_status("pending", by=self.jisu)
        self.ticket.set_priority(4, by=self.jisu)  # while it was pending, with a tag
        self.ticket.set_status("solved", by=self.jisu)
        self.ticket.tag_only([], by=self.jisu)
        pending = {"field": "status", "op": "is", "value": "pending"}
        tagged = {"field": "tags", "op": "has_any", "value": ["환불"]}
        rule = self.off("priority", conditions={"all": [pending, tagged]}, kind="problem")
        trial = try_out(rule, self.sora)
        self.assertEqual((trial.times, trial.unknown), (1, []))
        solved = {"field": "status", "op": "is", "value": "solved"}
        self.assertEqual(
            try_out(self.off("priority", conditions={"all": [solved]}), self.sora).times, 0
        )

    def test_what_nobody_wrote_down_is_said(self):
        asks = {"all": [{"field": "customer", "op": "contains", "value": "김"}]}
        self.ticket.set_priority(4, by=self.jisu)
        trial = try_out(self.off("priority", conditions=asks, kind="problem"), self.sora)
        self.assertEqual((trial.times, len(trial.unknown)), (1, 1))

    def test_only_tickets_that_one_sees_are_named(self):
        other = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="b", text="b"
        )
        other.hand_to(self.secret_team, by=self.jisu)
        rule = self.off("opened", kind="problem")
        self.assertEqual(try_out(rule, self.sora).ticket_ids, {self.ticket.pk})
        rule.revise(by=self.sora, teams=[self.secret_team])
        self.assertEqual(try_out(Rule.objects.get(), self.sora).times, 2)
        self.assertEqual(try_out(rule, self.minho).ticket_ids, {self.ticket.pk})
