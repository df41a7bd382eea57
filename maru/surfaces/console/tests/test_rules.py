"""The settings page of rules."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.automation.models import Firing, Rule, Stir
from maru.support.automation.tests.cast import RulesTestCase
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket


class RulePageTests(RulesTestCase):
    def save(self, by: Any, rule: Rule | None = None, **given: Any) -> Any:
        self.client.force_login(by)
        where = reverse("console:rule", args=[rule.pk]) if rule else reverse("console:rule_new")
        fields = {
            "name": "급한 것", "on": ["priority"], "to.priority": "4", "is_everywhere": "on",
            "groups": "1", "join_0": "all", "do.tags_added": "급함",
        }  # fmt: skip
        return self.client.post(where, fields | given)

    def page(self, name: str, *args: Any, **how: Any) -> Any:
        return self.client.get(reverse(f"console:{name}", args=args), **how)

    def test_one_is_made_switched_on_and_seen_in_the_ticket(self):
        made = self.save(self.sora)
        rule = Rule.objects.get()
        self.assertRedirects(made, reverse("console:rule", args=[rule.pk]))
        self.assertEqual(rule.when, {"on": [{"occasion": "priority", "to": [4]}], "by": []})
        self.assertEqual((rule.is_on, rule.changes), (False, {"tags_added": ["급함"]}))
        self.assertContains(self.page("rules"), "급한 것")
        self.client.post(reverse("console:rule_running", args=[rule.pk]))
        self.ticket.set_priority(4, by=self.jisu)
        self.run_rules()
        self.client.force_login(self.jisu)
        page = self.client.get(reverse("desk:ticket", args=[self.ticket.pk]))
        self.assertContains(page, "까닭: 우선순위")
        self.assertContains(page, "panel-rules")
        self.client.force_login(self.sora)
        self.assertContains(self.page("rule_firings", rule.pk), self.ticket.subject)
        self.client.force_login(self.jisu)
        undo = reverse("automation:undoing", args=[Firing.objects.get().pk])
        self.client.post(undo)
        self.assertFalse(self.now().tags.exists())

    def test_a_timer_is_made(self):
        given = {"kind": "timer", "timing": "after", "span": "3", "unit": "day", "of": "replied"}
        self.save(self.sora, **given)
        rule = Rule.objects.get()
        self.assertEqual((rule.is_timer, rule.when), (True, {"after": 4320, "of": "replied"}))
        self.assertContains(self.page("rules"), "마지막으로 답한 때에서 3일 뒤")
        self.assertContains(self.page("rule", rule.pk), 'value="3"')
        self.assertContains(self.page("rule_trial", rule.pk), "지금 그대로")
        refused = self.save(self.sora, **given | {"span": ""})
        self.assertContains(refused, "얼마 뒤인지", status_code=422)

    def test_what_is_wrong_stands_there_and_nothing_is_lost(self):
        refused = self.save(self.sora, **{"to.priority": "77"})
        self.assertContains(refused, "급한 것", status_code=422)
        self.assertContains(self.save(self.sora, on=[]), "계기를 하나 이상", status_code=422)
        nothing = self.save(self.sora, **{"do.tags_added": ""})
        self.assertContains(nothing, "하는 일이 없습니다", status_code=422)
        words = self.save(self.sora, **{"do.answer": "{{고객.이름}}님"})
        self.assertContains(words, 'id="act-do.answer_error"', status_code=422)
        self.assertFalse(Rule.objects.exists())

    def test_a_version_is_gone_back_to(self):
        self.save(self.sora)
        rule = Rule.objects.get()
        self.save(self.sora, rule, **{"do.tags_added": "다른것", "why": "바꿔 봄"})
        rule.refresh_from_db()
        self.assertEqual((rule.version, rule.changes), (2, {"tags_added": ["다른것"]}))
        self.assertContains(self.page("rule", rule.pk), "바꿔 봄")
        self.client.post(reverse("console:rule_return", args=[rule.pk, 1]))
        rule.refresh_from_db()
        self.assertEqual((rule.version, rule.changes), (3, {"tags_added": ["급함"]}))

    def test_it_is_tried_before_it_is_switched_on(self):
        self.ticket.set_priority(4, by=self.jisu)
        self.save(self.sora)
        page = self.page("rule_trial", Rule.objects.get().pk)
        self.assertContains(page, self.ticket.subject)

    def test_one_that_is_broken_cannot_be_switched_on(self):
        rule = self.rule("priority", team=98765)
        rule.switch(False, by=None, broken=True)
        self.client.force_login(self.sora)
        self.assertContains(self.page("rule", rule.pk), "팀이 없어졌습니다")
        self.client.post(reverse("console:rule_running", args=[rule.pk]))
        self.assertFalse(Rule.objects.get().is_on)

    def test_they_are_put_in_another_order(self):
        first, second = (
            self.rule("kind", name="가", priority=1),
            self.rule("kind", name="나", priority=2),
        )
        self.client.force_login(self.sora)
        self.client.post(reverse("console:rule_place", args=[second.pk]), {"to": "0"})
        self.assertEqual(list(Rule.objects.all()), [second, first])
        self.client.post(reverse("console:rule_place", args=[second.pk]), {"down": "1"})
        self.assertEqual(list(Rule.objects.all()), [first, second])

    def test_who_makes_no_rules_finds_none(self):
        rule = self.rule("kind", priority=1)
        self.client.force_login(self.jisu)
        for name, args in (("rules", ()), ("rule", (rule.pk,)), ("rule_firings", (rule.pk,))):
            self.assertEqual(self.page(name, *args).status_code, 404)

    def test_a_rule_beyond_ones_brands_is_seen_alone(self):
        rule = self.rule("kind", name="모두의 것", priority=1)
        designer = self.member("des", "설계", Role.DESIGNER)
        self.client.force_login(designer)
        self.assertContains(self.page("rule", rule.pk), "모두의 것")
        self.assertEqual(self.save(designer, rule).status_code, 404)
        for name in ("rule_running", "rule_removal", "rule_place"):
            where = reverse(f"console:{name}", args=[rule.pk])
            self.assertEqual(self.client.post(where).status_code, 404)

    def test_who_saves_is_told_of_no_loop_with_a_rule_that_is_not_theirs_to_know(self):
        secret = self.rule("tag_added", name="결제팀 비밀", priority=4)
        secret.revise(by=self.sora, teams=[self.secret_team])
        manager = self.member("kim", "김팀장", Role.MANAGER)
        given = {"is_everywhere": "", "brands": [self.onnuri.pk]}
        self.save(manager, **given)
        rule = Rule.objects.exclude(pk=secret.pk).get()
        self.assertNotContains(self.page("rule", rule.pk), "결제팀 비밀")
        self.save(self.sora, rule, **given | {"name": "다른 이름"})
        self.assertContains(self.page("rule", rule.pk), "결제팀 비밀")

    def test_removed_and_brought_back(self):
        rule = self.rule("kind", priority=1)
        self.client.force_login(self.sora)
        where = reverse("console:rule_removal", args=[rule.pk])
        self.client.post(where)
        self.assertFalse(Rule.objects.on().exists())
        self.client.post(where + "?undo=1")
        self.assertTrue(Rule.objects.on().exists())


class UndoingTests(RulesTestCase):
    def fire(self, many: int) -> list[Firing]:
        """Have the rule make so many tickets urgent."""
        self.made = self.rule("kind", name="급하게", priority=4)
        tickets = [
            open_ticket(
                by=self.minho, brand=self.onnuri, requester=self.kim, subject=f"문의 {n}",
                text="안녕하세요",
            )
            for n in range(many)
        ]  # fmt: skip
        for ticket in tickets:
            ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        return list(Firing.objects.order_by("id"))

    def undo(self, by: Any, firings: list[Firing]) -> Any:
        self.client.force_login(by)
        place = reverse("console:firings_undoing", args=[self.made.pk])
        return self.client.post(place, {"firing": [each.pk for each in firings]}, follow=True)

    def test_chosen_ones_are_taken_back_at_once_and_what_stays_is_told(self):
        one, other, third = self.fire(3)
        other.ticket.set_priority(3, by=self.jisu)
        page = self.undo(self.sora, [one, other])
        self.assertContains(page, "문의 2건에서 되돌렸습니다.")
        self.assertContains(page, f"#{other.ticket_id}: 그 뒤에")
        of = {each.pk: each.priority for each in Ticket.objects.all()}
        self.assertEqual([of[each.ticket_id] for each in (one, other, third)], [2, 3, 4])
        again = self.undo(self.sora, [one])
        self.assertContains(again, "되돌릴 것이 없습니다")

    def test_nothing_chosen_and_what_one_may_not_see(self):
        [one] = self.fire(1)
        self.assertContains(self.undo(self.sora, []), "하나 이상 골라 주세요")
        self.client.force_login(self.jisu)
        place = reverse("console:firings_undoing", args=[self.made.pk])
        self.assertEqual(self.client.post(place, {"firing": one.pk}).status_code, 404)
        one.refresh_from_db()
        self.assertIsNone(one.undone_at)


class GivenUpTests(RulesTestCase):
    def setUp(self) -> None:
        self.rule("priority", name="메모", note="네")
        self.ticket.set_priority(4, by=self.jisu)
        Stir.objects.update(due_at=None, attempts=9)
        self.client.force_login(self.sora)
        self.place = reverse("console:rules_given_up")

    def test_the_page_tells_of_them_and_they_are_asked_about_once_more(self):
        self.assertContains(self.client.get(reverse("console:rules")), "다시 물어보기")
        self.client.post(self.place)
        self.run_rules()
        self.assertEqual(Firing.objects.count(), 1)
        self.assertNotContains(self.client.get(reverse("console:rules")), "다시 물어보기")

    def test_they_are_let_be(self):
        self.client.post(self.place, {"dismiss": 1})
        self.assertFalse(Stir.objects.exists())
        told = Event.objects.get(verb="rulebook.dismissed")
        self.assertEqual((told.after, told.actor_id), ({"events": 1}, self.sora.pk))

    def test_it_is_for_who_sets_up_the_company(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.post(self.place).status_code, 404)
        self.assertTrue(Stir.objects.given_up().exists())
