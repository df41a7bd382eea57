"""Rules hand tickets up: when a promise is missed, when a customer writes again."""

from __future__ import annotations

from maru.support.actions.action import Unreadable
from maru.support.automation.doing import read_doing
from maru.support.automation.tests.cast import RulesTestCase
from maru.support.escalations.action import Escalate
from maru.support.escalations.clock.ringing import ring_due
from maru.support.escalations.models import Escalation
from maru.support.escalations.tests.cast import Escalating
from maru.support.servicelevels.ringing import ring_due as ring_promises
from maru.support.servicelevels.tests.promising import HOUR, TEN, ask, level


class RuleTests(Escalating, RulesTestCase):
    def test_a_missed_promise_is_handed_up_to_the_next_level(self):
        level(next_reply=None, resolve=None, warn_before=0)
        self.at(TEN)
        ticket = ask(self, assignee=self.jisu)
        self.rule("clock_breached", name="약속 넘김", escalate=f"next-{self.path.pk}")
        self.at(TEN + HOUR)
        ring_promises()
        self.run_rules()
        row = Escalation.objects.get()
        self.assertEqual((row.ticket, row.name, row.owner), (ticket, "2차 기술", self.jisu))
        self.assertIn("약속 넘김", row.reason)
        self.assertEqual((row.by, row.by_name, row.goal), (None, "약속 넘김", 240 * 60))
        self.assertTrue(row.is_waiting)

    def test_a_ticket_that_nobody_has_is_given_to_who_leads_there(self):
        self.now().assign(None, by=self.jisu)
        self.rule("noted", escalate=str(self.second.pk))
        self.ticket.note("급합니다", by=self.jisu)
        self.run_rules()
        row = Escalation.objects.get()
        self.assertEqual((row.owner, row.taken_by, self.now().assignee), (self.bora,) * 3)

    def test_what_is_there_already_stays_and_at_the_top_there_is_nothing(self):
        self.rule("noted", escalate=f"next-{self.path.pk}")
        for _n in range(4):
            self.now().note("더", by=self.jisu)
            self.run_rules()
        names = list(Escalation.objects.order_by("id").values_list("name", flat=True))
        # Who is asked is asked by people alone.
        self.assertEqual(names, ["2차 기술", "3차 개발"])

    def test_an_overdue_escalation_is_handed_further_up(self):
        self.at(TEN)
        self.ticket = self.opened()
        self.up(self.second)
        self.rule("escalation_overdue", escalate=f"next-{self.path.pk}")
        self.at(TEN + HOUR)
        ring_due()
        self.run_rules()
        self.assertEqual(Escalation.objects.open().count(), 2)

    def test_a_path_that_is_gone_is_told(self):
        self.rule("noted", escalate=str(self.second.pk))
        self.second.delete()
        self.ticket.note("급합니다", by=self.jisu)
        self.run_rules()
        self.assertFalse(Escalation.objects.exists())
        self.assertEqual(self.did(), [["failed"]])

    def test_who_makes_rules_is_offered_levels_of_teams_that_they_see(self):
        self.tech.is_private = True
        self.tech.save()
        manager = self.member("boss", "부장", "manager")
        keys = {key for key, _label in Escalate().choices(manager)}
        self.assertNotIn(str(self.second.pk), keys)
        self.assertNotIn(f"next-{self.path.pk}", keys)
        self.assertIn(str(self.third.pk), keys)
        self.assertNotIn(str(self.vendor.pk), keys)
        changes, wrong = read_doing({"escalate": str(self.second.pk)}, manager)
        self.assertEqual(changes, {})
        self.assertIn("escalate", wrong)

    def test_what_was_kept_is_said_and_what_is_gone_refused(self):
        action = Escalate()
        self.assertEqual(action.words(str(self.second.pk)), "기술 문제: 2차 기술")
        self.assertIn("기술 문제", action.words(f"next-{self.path.pk}"))
        for kept in ("next-x", "x", "0", f"next-{10**30}", str(self.vendor.pk)):
            with self.assertRaises(Unreadable):
                action.recall(kept)
