"""What tickets need, and who has it."""

from __future__ import annotations

from maru.staff.members.models import Skill
from maru.staff.members.skills.skill import teach
from maru.support.routing.models import Decision, Queued, RoutingNeed
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase

REFUND = {"all": [{"field": "tags", "op": "has_any", "value": ["환불"]}]}


class NeedTests(RoutingTestCase):
    def setUp(self) -> None:
        self.skill = Skill.add("결제", by=self.sora)
        RoutingNeed(rule=self.rule, conditions=REFUND, skill=self.skill, level=2).keep(by=self.sora)
        self.ticket.tag_only(["환불"], by=self.minho)

    def know(self, member, level) -> None:
        teach(member, by=self.sora, skills={self.skill.pk: level}, languages=[])

    def test_only_who_knows_it_well_enough_is_given_it(self):
        self.know(self.jisu, 1)
        self.know(self.bora, 2)
        [other] = self.open()
        route()
        self.assertEqual(self.assignee(self.ticket), self.bora)
        self.assertEqual(self.assignee(other), self.jisu)
        why = Decision.objects.get(item=self.ticket.pk).why
        self.assertEqual(why["needs"], [{"skill": self.skill.pk, "level": 2}])
        lacking = {each["member"]: each.get("lacks") for each in why["candidates"]}
        self.assertEqual(lacking[self.jisu.pk], self.skill.pk)

    def test_where_nobody_knows_it_it_waits_and_says_so(self):
        self.know(self.jisu, 1)
        route()
        self.assertEqual(Queued.objects.get().outs, {"skill": 2})

    def test_a_skill_that_is_removed_is_needed_no_more(self):
        self.skill.remove(by=self.sora)
        route()
        self.assertEqual(self.assignee(self.ticket), self.jisu)

    def test_conditions_that_cannot_be_read_any_more_need_nothing(self):
        gone = {"all": [{"field": "fields.gone", "op": "is", "value": "x"}]}
        RoutingNeed.objects.update(conditions=gone)
        route()
        self.assertEqual(self.assignee(self.ticket), self.jisu)

    def test_who_fits_best_is_by_the_weights(self):
        weights = {"skill": 10, "free": 1, "known": 0, "language": 0, "rest": 0}
        self.set_rule(strategy="best_fit", weights=weights)
        self.know(self.jisu, 2)
        self.know(self.bora, 5)
        route()
        self.assertEqual(self.assignee(self.ticket), self.bora)

    def test_only_who_speaks_the_language_of_the_customer(self):
        self.set_rule(needs_language=True)
        teach(self.jisu, by=self.sora, skills={}, languages=["en"])
        teach(self.bora, by=self.sora, skills={self.skill.pk: 5}, languages=["ko"])
        [korean] = self.open()
        route()
        self.assertEqual(self.assignee(korean), self.bora)


class NeedPageTests(RoutingTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.skill = Skill.add("결제", by=self.sora)
        self.at = f"/console/teams/{self.team.pk}/routing/"

    def test_a_need_is_made_changed_and_removed(self):
        said = {"groups": "1", "join_0": "all", "row": "0", "group_0": "0", "was_0": "tags",
                "field_0": "tags", "op_0": "has_any", "value_0": "환불", "skill": self.skill.pk,
                "level": 2}  # fmt: skip
        self.assertRedirects(self.client.post(f"{self.at}needs/new/", said), self.at)
        need = RoutingNeed.objects.get()
        self.assertEqual(need.told, {"conditions": REFUND, "skill": self.skill.pk, "level": 2})
        page = self.client.get(f"{self.at}needs/{need.pk}/").content.decode()
        self.assertIn("환불", page)
        self.client.post(f"{self.at}needs/{need.pk}/", {**said, "level": 4})
        self.assertEqual(RoutingNeed.objects.get().level, 4)
        self.assertIn("결제", self.client.get(self.at).content.decode())
        self.client.post(f"{self.at}needs/{need.pk}/removal/")
        self.assertFalse(RoutingNeed.objects.exists())

    def test_without_a_skill_it_is_refused(self):
        answer = self.client.post(f"{self.at}needs/new/", {"groups": "1", "level": 2})
        self.assertEqual(answer.status_code, 422)
