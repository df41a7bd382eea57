"""What rules did is kept for a time; what was broken is found, whatever the number of rules."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.support.automation import checking, forgetting
from maru.support.automation.checking import switch_off_broken
from maru.support.automation.forgetting import forget_old
from maru.support.automation.models import Firing, Halt, Rule
from maru.support.automation.tests.cast import RulesTestCase


class ForgettingTests(RulesTestCase):
    def fired(self, *ages: int) -> Rule:
        rule = self.rule("priority", note="네")
        at = timezone.now()
        Firing.objects.bulk_create(
            Firing(
                rule=rule, version=1, key=f"{n}", ticket=self.ticket, at=at - timedelta(days=age)
            )
            for n, age in enumerate(ages)
        )
        Rule.objects.update(fired=len(ages))
        return rule

    @override_settings(KEEP_FIRINGS=100)
    def test_the_oldest_go_in_batches_and_the_counter_stays(self):
        rule = self.fired(5, 99, 101, 200, 300)
        with patch.object(forgetting, "BATCH", 2):
            self.assertEqual(forget_old(), 2)
            self.assertEqual(Firing.objects.filter(key__in=["3", "4"]).count(), 0)
            self.assertEqual([forget_old(), forget_old()], [1, 0])
        self.assertEqual(set(Firing.objects.values_list("key", flat=True)), {"0", "1"})
        rule.refresh_from_db()
        self.assertEqual(rule.fired, 5)

    @override_settings(KEEP_FIRINGS=1)
    def test_what_can_be_taken_back_is_kept_whatever_is_set(self):
        self.fired(30, 32)
        self.assertEqual(forget_old(), 1)

    def test_where_one_was_held_back_long_ago_is_forgotten_and_where_it_is_stays(self):
        rule, long_ago = self.fired(), timezone.now() - timedelta(days=500)
        Halt.objects.create(rule=rule, ticket=self.ticket, at=long_ago, lifted_at=long_ago)
        standing = Halt.objects.create(rule=rule, ticket=self.ticket, at=long_ago)
        forget_old()
        self.assertEqual(Halt.objects.get(), standing)


class CheckingTests(RulesTestCase):
    def test_however_many_rules_there_are_some_are_looked_at_and_then_the_others(self):
        rules = [self.rule("kind", name=f"{n}", priority=n % 4 + 1) for n in range(7)]
        Rule.objects.filter(pk__in=[rules[1].pk, rules[6].pk]).update(changes={"gone": 1})
        with patch.object(checking, "AT_ONCE", 3):
            switch_off_broken()
            self.assertEqual(list(Rule.objects.filter(is_broken=True)), [rules[1]])
            with CaptureQueriesContext(connection) as few:
                switch_off_broken()
            switch_off_broken()
        self.assertEqual(set(Rule.objects.filter(is_broken=True)), {rules[1], rules[6]})
        self.assertLess(len(few), 2 + 5 * 3)
