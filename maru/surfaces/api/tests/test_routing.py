"""/teams/{id}/routing, /teams/{id}/queue, /tickets/{number}/routing."""

from __future__ import annotations

from maru.staff.errands.carrying import carry
from maru.staff.members.roles import Role
from maru.support.routing.models import MemberCapacity, RoutingRule, Simulation
from maru.support.routing.sweeping import route
from maru.support.tickets.opening import open_ticket
from maru.surfaces.api.tests.cast import ApiTestCase


class RoutingTests(ApiTestCase):
    def setUp(self):
        self.at = f"/teams/{self.team.pk}/routing"
        self.soras = self.api(self.sora)

    def test_a_team_without_rules_shows_the_usual_ones_off(self):
        shown = self.soras.get(self.at).json()
        self.assertEqual((shown["is_on"], shown["strategy"]), (False, "round_robin"))
        self.assertFalse(RoutingRule.objects.exists())

    def test_only_what_is_sent_changes_and_who_is_named(self):
        said = {"is_on": True, "weights": {"free": 9}, "members": [
            {"member": self.jisu.pk, "capacity": 2}, {"member": self.eve.pk, "capacity": 1},
        ]}  # fmt: skip
        changed = self.soras.patch(self.at, said).json()
        self.assertEqual(changed["weights"]["free"], 9)
        self.assertEqual(changed["members"], [{"member": self.jisu.pk, "capacity": 2}])
        changed = self.soras.patch(self.at, {"strategy": "best_fit"}).json()
        self.assertEqual((changed["is_on"], changed["weights"]["free"]), (True, 9))
        none = [{"member": self.jisu.pk, "capacity": None}]
        self.assertEqual(self.soras.patch(self.at, {"members": none}).json()["members"], [])

    def test_of_people_of_other_brands_in_the_team_nothing_is_told_nor_changed(self):
        self.eve.teams.add(self.team)
        RoutingRule.objects.create(team=self.team, is_on=True)
        own = MemberCapacity.objects.create(member=self.eve, kind="ticket", most=3)
        lena = self.member("lena", "이레나", Role.MANAGER)
        lenas = self.api(lena)
        self.assertEqual(lenas.get(self.at).json()["members"], [])
        lenas.patch(self.at, {"members": [{"member": self.eve.pk, "capacity": 9}]})
        own.refresh_from_db()
        self.assertEqual(own.most, 3)
        route()
        told = lenas.get(f"/tickets/{self.ticket.pk}/routing").json()
        [decision] = told["decisions"]
        self.assertNotIn(self.eve.pk, [each["member"] for each in decision["candidates"]])
        self.assertTrue(decision["candidates"])

    def test_what_cannot_be_is_refused(self):
        for wrong in ({"capacity": 0}, {"strategy": "dice"}, {"weights": {"luck": 1}},
                      {"members": [{"member": self.jisu.pk, "capacity": 100_000}]},
                      {"strategy": "best_fit", "weights": dict.fromkeys(
                          ("skill", "free", "known", "language", "rest"), 0)}):  # fmt: skip
            self.assertEqual(self.soras.patch(self.at, wrong).status_code, 422, wrong)

    def test_an_agent_may_not(self):
        self.assertEqual(self.api(self.jisu).get(self.at).status_code, 403)
        self.assertEqual(self.api(self.jisu).patch(self.at, {"is_on": True}).status_code, 403)

    def test_a_ticket_says_why_somebody_has_it_or_why_nobody_has(self):
        RoutingRule.objects.create(team=self.team, is_on=True, capacity=1)
        for each in (self.minho, self.sora):
            each.teams.clear()
        second = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="둘", text="둘",
            team=self.team,
        )  # fmt: skip
        route()
        jisus = self.api(self.jisu)
        told = jisus.get(f"/tickets/{self.ticket.pk}/routing").json()
        self.assertIsNone(told["queued"])
        [decision] = told["decisions"]
        self.assertEqual(decision["member"]["name"], "최지수")
        self.assertEqual(decision["candidates"][0]["parts"], {"rest": 1.0})
        told = jisus.get(f"/tickets/{second.pk}/routing").json()
        self.assertEqual((told["queued"]["outs"], told["decisions"]), ({"full": 1}, []))
        [waits] = jisus.get(f"/teams/{self.team.pk}/queue").json()["items"]
        self.assertEqual(waits["ticket"], second.pk)
        self.assertEqual(self.api(self.eve).get(f"/tickets/{second.pk}/routing").status_code, 404)
        self.assertEqual(self.api(self.eve).get(f"/teams/{self.team.pk}/queue").json()["items"], [])


class TrialTests(ApiTestCase):
    def test_a_team_s_past_is_played_and_told(self):
        soras, place = self.api(self.sora), f"/teams/{self.team.pk}/routing/trials"
        given = {"days": 7, "strategy": "least_busy", "capacity": 4, "people": 2}
        made = soras.post(place, given)
        self.assertEqual((made.status_code, made.json()["outcomes"]), (202, []))
        trial = Simulation.objects.get()
        carry(trial.errand, seconds=60)
        [told] = soras.get(place).json()["items"]
        now, other = told["outcomes"]
        self.assertEqual((now["people"], other["people"], other["capacity"]), (0, 2, 4))
        self.assertEqual([each["member"] for each in other["members"] if each["member"] < 0],
                         [-2, -1])  # fmt: skip

    def test_what_cannot_be_tried_is_refused(self):
        soras, place = self.api(self.sora), f"/teams/{self.team.pk}/routing/trials"
        given = {"strategy": "least_busy", "capacity": 4}
        for wrong in ({"days": 5}, {"capacity": 0}, {"people": 99}, {"strategy": "dice"}):
            self.assertEqual(soras.post(place, {**given, **wrong}).status_code, 422, wrong)
        for _each in range(2):
            soras.post(place, given)
        refused = soras.post(place, given)
        self.assertEqual(refused.json()["error"]["code"], "under_way")
        self.assertEqual(self.api(self.jisu).post(place, given).status_code, 403)
