"""The cast with rules: one says in a line when it looks and what it does."""

from __future__ import annotations

from typing import Any

from maru.support.automation.models import Firing, Rule
from maru.support.automation.triggering import carry_out_waiting
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportCast, SupportTestCase


class Rules(SupportCast):
    def rule(self, *on: Any, name: str = "규칙", conditions: Any = None, **changes: Any) -> Rule:
        """Make a rule that is on everywhere. ``on``: names of occasions, or what they ask."""
        asked = [one if isinstance(one, dict) else {"occasion": one} for one in on]
        return Rule.make(
            by=self.sora, name=name, is_on=True, is_everywhere=True,
            when={"on": asked, "by": []}, conditions=conditions or {"all": []}, changes=changes,
        )  # fmt: skip

    def run_rules(self) -> int:
        """Let the rules be asked until nothing waits; return how many events were looked at."""
        done = 0
        while batch := carry_out_waiting():
            done += batch
        return done

    def now(self) -> Ticket:
        return Ticket.objects.get(pk=self.ticket.pk)

    def did(self) -> list[list[str]]:
        """Return what became of each action, firing by firing."""
        return [[one["became"] for one in each.did] for each in Firing.objects.order_by("id")]


class RulesTestCase(Rules, SupportTestCase):
    """In one transaction a test."""


class LiveRulesTestCase(Rules, LiveSupportTestCase):
    """Committed, for tests with threads."""
