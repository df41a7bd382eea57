"""The settings of a team's routing, its queue, and the part of a ticket's page that says why."""

from __future__ import annotations

from maru.staff.journal.models import Event
from maru.support.routing.models import Decision, MemberCapacity, Queued, RoutingRule
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase

WEIGHTS = {"weight_skill": 3, "weight_free": 5, "weight_known": 0, "weight_language": 0,
           "weight_rest": 1}  # fmt: skip
SAID = {"is_on": "on", "strategy": "best_fit", "capacity": 4, "known_days": 14,
        "absent_minutes": 30, "offer_seconds": 60, **WEIGHTS}  # fmt: skip


class SettingsTests(RoutingTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.href = f"/console/teams/{self.team.pk}/routing/"

    def test_the_teams_are_listed_with_their_state(self):
        page = self.client.get("/console/routing/").content.decode()
        self.assertIn(self.team.name, page)
        self.assertIn("켜짐", page)

    def test_saving_keeps_all_and_leaves_an_event(self):
        own = {f"most_{self.jisu.pk}": 2, f"most_{self.bora.pk}": ""}
        response = self.client.post(self.href, {**SAID, **own})
        self.assertRedirects(response, self.href)
        rule = RoutingRule.objects.get(team=self.team)
        self.assertEqual((rule.strategy, rule.capacity, rule.known_days), ("best_fit", 4, 14))
        self.assertEqual(rule.weights["free"], 5)
        self.assertEqual(MemberCapacity.objects.get().most, 2)
        verbs = set(Event.objects.values_list("verb", flat=True))
        self.assertLessEqual({"routingrule.changed", "routing.capacity"}, verbs)

    def test_a_team_without_rules_gets_them_by_saving(self):
        RoutingRule.objects.all().delete()
        self.assertEqual(self.client.get(self.href).status_code, 200)
        self.client.post(self.href, SAID)
        self.assertTrue(RoutingRule.objects.get().is_on)

    def test_what_cannot_be_is_said(self):
        for wrong in ({"capacity": 0}, {"capacity": "많이"}, {"strategy": "dice"},
                      {"weight_free": 11}, {f"most_{self.jisu.pk}": -1},
                      dict.fromkeys(WEIGHTS, 0)):  # fmt: skip
            response = self.client.post(self.href, {**SAID, **wrong})
            self.assertEqual(response.status_code, 422, wrong)
            self.assertIn("field-error", response.content.decode())
        self.assertEqual(RoutingRule.objects.get().strategy, "round_robin")

    def test_an_agent_finds_no_settings(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get(self.href).status_code, 404)


class QueuePageTests(RoutingTestCase):
    def test_it_shows_who_is_there_and_what_waits(self):
        self.jisu.become("away", by=self.jisu)
        self.bora.become("away", by=self.bora)
        route()
        self.client.force_login(self.jisu)
        page = self.client.get(f"/teams/{self.team.pk}/queue/").content.decode()
        for words in (self.ticket.subject, "정보라", "자리 비움 2"):
            self.assertIn(words, page)

    def test_what_one_may_not_see_is_not_there(self):
        self.jisu.become("away", by=self.jisu)
        self.bora.become("away", by=self.bora)
        route()
        self.client.force_login(self.eve)
        page = self.client.get(f"/teams/{self.team.pk}/queue/").content.decode()
        self.assertNotIn(self.ticket.subject, page)
        self.assertNotIn("정보라", page)


class WhyTests(RoutingTestCase):
    def part(self, ticket=None) -> str:
        self.client.force_login(self.jisu)
        return self.client.get(f"/tickets/{(ticket or self.ticket).pk}/routing/").content.decode()

    def test_it_says_why_somebody_has_it(self):
        self.bora.become("break", by=self.bora)
        route()
        part = self.part()
        for words in ("최지수", "왜?", "받을 수 없었던 사람", "정보라"):
            self.assertIn(words, part)

    def test_it_says_why_nobody_has(self):
        self.set_rule(capacity=1)
        self.open(3)
        route()
        waiting = [t for t in self.open(1) if route() is not None]
        part = self.part(waiting[0])
        self.assertIn("대기열", part)
        self.assertIn("꽉 참 2", part)

    def test_the_ticket_asks_for_it_only_where_routing_has_to_do_with_it(self):
        place = f"/tickets/{self.ticket.pk}/routing/"

        def page() -> str:
            self.client.force_login(self.jisu)
            return self.client.get(f"/tickets/{self.ticket.pk}/").content.decode()

        self.ticket.assign(self.minho, by=self.minho)
        self.assertIn(f'hx-get="{place}" hx-trigger="live', page())
        self.assertNotIn(f'hx-get="{place}" hx-trigger="opened"', page())
        self.ticket.assign(None, by=self.minho)
        self.assertIn(f'hx-get="{place}" hx-trigger="opened"', page())
        route()
        self.assertIn(f'hx-get="{place}" hx-trigger="opened"', page())
        self.set_rule(is_on=False)
        Decision.objects.all().delete()
        Queued.objects.all().delete()
        self.assertNotIn(place, page())

    def test_without_routing_there_is_nothing(self):
        self.set_rule(is_on=False)
        route()
        self.assertIn("hidden", self.part())
