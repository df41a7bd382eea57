"""Workers are killed around rules: each rule does what it does once, whole, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maru.project.tests.dying_scenes import SCENES
from maru.project.tests.dying_worker import ends_of
from maru.staff.journal.models import Event
from maru.support.automation.models import Firing, Rule, Stir
from maru.support.automation.rule import RuleKind
from maru.support.automation.tests.cast import LiveRulesTestCase
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket


@pytest.mark.both
class RulesKilledTests(LiveRulesTestCase):
    def setUp(self):
        super().setUp()
        self.tickets = [
            self.ticket,
            *(
                open_ticket(
                    by=self.minho, brand=self.onnuri, requester=self.kim, subject=each, text="x"
                )
                for each in ("하나", "둘")
            ),
        ]
        self.run_rules()  # nothing waits of the opening

    def test_a_trigger_fires_once_and_whole_for_each_event(self):
        rule = self.rule("priority", kind="problem", note="확인해 주세요")
        for ticket in self.tickets:
            ticket.set_priority(4, by=self.minho)
        self.die_and_live("ruling")
        self.assertFalse(Stir.objects.exists())
        self.assert_each_once(rule)

    def test_a_timer_does_each_ticket_once_and_plans_its_next_time(self):
        rule = Rule.make(
            by=self.sora, kind=RuleKind.TIMER, name="매일", is_on=True, is_everywhere=True,
            when={"every": "day", "at": "09:00"}, conditions={"all": []},
            changes={"kind": "problem", "note": "확인해 주세요"},
        )  # fmt: skip
        Rule.objects.filter(pk=rule.pk).update(next_at=timezone.now() - timedelta(minutes=1))
        self.die_and_live("timing")
        self.assert_each_once(rule)
        rule.refresh_from_db()
        self.assertGreater(rule.next_at, timezone.now())

    def die_and_live(self, scene: str) -> None:
        points = SCENES[scene].points
        self.assertEqual(ends_of(scene, *points, ""), [-9] * len(points) + [0])

    def assert_each_once(self, rule: Rule) -> None:
        fired = Firing.objects.filter(rule=rule)
        self.assertCountEqual(
            fired.values_list("ticket", flat=True), [ticket.pk for ticket in self.tickets]
        )
        for firing in fired:
            self.assertEqual([each["became"] for each in firing.did], ["done", "done"])
        rule.refresh_from_db()
        self.assertEqual((rule.fired, rule.failed), (len(self.tickets), 0))
        for ticket in Ticket.objects.filter(pk__in=[each.pk for each in self.tickets]):
            self.assertEqual(ticket.kind, "problem")
            notes = Message.objects.filter(ticket=ticket, text="확인해 주세요")
            self.assertEqual(notes.count(), 1)
            self.assertEqual(Event.of(ticket).filter(verb="ticket.rule").count(), 1)
