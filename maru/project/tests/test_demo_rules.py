"""The rules of the demo company are rules that can run."""

from __future__ import annotations

from maru.project.demo import rules
from maru.support.automation.faults import faults_of
from maru.support.automation.models import Rule
from maru.support.automation.tests.cast import RulesTestCase


class DemoRuleTests(RulesTestCase):
    def test_each_is_on_and_can_run(self):
        rules.write(self.sora)
        self.assertEqual([faults_of(rule) for rule in Rule.objects.on()], [[], [], []])
        self.ticket.set_kind("complaint", by=self.jisu)
        self.run_rules()
        self.assertEqual((self.now().priority, self.ticket.tasks.count()), (4, 2))
