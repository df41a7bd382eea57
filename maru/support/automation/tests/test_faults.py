"""What cannot be is refused when it is saved, and shown as broken when it becomes so later."""

from __future__ import annotations

from typing import Any

from maru.kit.fields.field import State
from maru.kit.fields.models import CustomField
from maru.staff.members.models import Member
from maru.support.automation.checking import broken, switch_off_broken
from maru.support.automation.faults import faults, faults_of_conditions
from maru.support.automation.looping import loops_with
from maru.support.automation.models import Rule
from maru.support.automation.tests.cast import RulesTestCase
from maru.support.automation.when import BadWhen, read_when


def asks(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


class FaultTests(RulesTestCase):
    def wrong(self, *parts: Any) -> list[str]:
        return list(faults_of_conditions({"all": list(parts)}))

    def test_conditions_that_can_never_hold_are_named(self):
        both = (asks("status", "is", "open"), asks("status", "in", ["solved", "closed"]))
        self.assertEqual(len(self.wrong(*both)), 1)
        denied = {"not": asks("status", "in", ["open", "new"])}
        self.assertEqual(len(self.wrong(asks("status", "is", "open"), denied)), 1)
        flags = (asks("spam", "is", True), asks("spam", "is", False))
        self.assertEqual(len(self.wrong(*flags)), 1)
        self.assertEqual(self.wrong(asks("status", "in", ["open", "pending"]), denied), [])

    def test_what_is_each_readers_own_is_not_asked_by_rules(self):
        self.assertEqual(len(self.wrong(asks("unread", "is", True))), 1)
        self.assertEqual(len(self.wrong(asks("assignee", "is", "me"))), 1)

    def test_names_of_what_is_not_there_are_refused(self):
        self.assertEqual(len(self.wrong(asks("team", "is", 98765))), 1)
        self.assertEqual(len(self.wrong(asks("fields.gone", "is", "x"))), 1)
        for on in ([], [{"occasion": "gone"}], [{"occasion": "status", "to": ["gone"]}], "x"):
            with self.assertRaises(BadWhen):
                read_when({"on": on})
        with self.assertRaises(BadWhen):
            read_when({"on": [{"occasion": "opened"}], "by": ["dog"]})
        when = {"on": [{"occasion": "opened"}]}
        for changes in ({}, {"gone": 1}, {"team": 98765}, {"assignee": "me"}):
            self.assertEqual(len(list(faults(when, {}, changes))), 1, changes)

    def test_of_a_team_that_is_hidden_nobody_listens(self):
        one = {"on": [{"occasion": "team", "to": [self.secret_team.pk]}]}
        with self.assertRaises(BadWhen):
            read_when(one, self.jisu)
        self.assertEqual(read_when(one)["on"][0]["to"], [self.secret_team.pk])

    def test_fields_of_other_brands_are_named_to_nobody(self):
        CustomField.objects.create(
            noun="ticket", kind="text", key="far", label="남의 항목", brand_ids=[self.haneul.pk]
        )
        one = {"on": [{"occasion": "field", "to": ["far"]}]}
        self.assertEqual(read_when(one)["on"][0]["to"], ["far"])
        with self.assertRaises(BadWhen):
            read_when(one, self.jisu)  # who works for another brand

    def test_a_rule_that_names_what_is_gone_since_is_switched_off_and_told(self):
        field = CustomField.objects.create(noun="ticket", kind="text", key="order", label="주문")
        about = {"all": [asks("fields.order", "contains", "7")]}
        rule = self.rule("kind", conditions=about, priority=4)
        member = Member.objects.invite("new@onnuri.example", name="새 사람", brands=[self.onnuri])
        other = self.rule("kind", assignee=member.pk)
        fine = self.rule("kind", priority=1)
        switch_off_broken()
        self.assertEqual(Rule.objects.on().count(), 3)
        CustomField.objects.filter(pk=field.pk).update(state=State.OFF)
        Member.objects.get_queryset().filter(pk=member.pk).update(is_active=False)
        switch_off_broken()
        self.assertEqual(list(Rule.objects.on()), [fine])
        for each in (rule, other):
            each.refresh_from_db()
            self.assertTrue(each.is_broken)
        self.assertEqual(broken(), {"n": 2})
        rule.revise(by=self.sora, conditions={"all": []})
        self.assertEqual(broken(), {"n": 1})

    def test_rules_that_set_one_another_off_are_named(self):
        one = self.rule("priority", kind="problem")
        when = {"on": [{"occasion": "kind"}], "by": []}
        self.assertEqual(loops_with(when, {"priority": 3}, [one]), [one])
        self.assertEqual(loops_with(when, {"note": "x"}, [one]), [])
        by_people = when | {"by": ["member"]}
        self.assertEqual(loops_with(by_people, {"priority": 3}, [one]), [])
