"""Rules, changed by a program."""

from maru.staff.teams.models import Team
from maru.support.automation.models import Rule, Stir
from maru.support.automation.triggering import carry_out_waiting
from maru.surfaces.api.tests.cast import ApiTestCase

NEW = {
    "name": "급하게", "when": {"on": [{"occasion": "opened"}]}, "changes": {"priority": 4},
    "everywhere": True,
}  # fmt: skip


class RuleTests(ApiTestCase):
    def setUp(self):
        self.soras = self.api(self.sora)
        self.rule = Rule.objects.get(pk=self.soras.post("/rules", NEW).json()["id"])
        self.path = f"/rules/{self.rule.pk}"

    def test_it_is_changed_and_switched_on_in_one_step(self):
        told = self.soras.patch(self.path, {"name": "먼저", "on": True, "place": 0}).json()
        self.assertEqual((told["name"], told["on"], told["version"]), ("먼저", True, 2))

    def test_refused_to_be_on_nothing_of_it_changes(self):
        team = Team.objects.create(name="곧 없어질 팀")
        self.soras.patch(self.path, {"changes": {"team": team.pk}})
        team.delete()
        before = self.soras.get(self.path).json()
        answer = self.soras.patch(self.path, {"name": "다른 이름", "place": 5, "on": True})
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.soras.get(self.path).json(), before)

    def test_what_it_did_is_taken_back_on_chosen_tickets(self):
        self.soras.patch(self.path, {"when": {"on": [{"occasion": "kind"}]}, "on": True})
        self.ticket.set_kind("problem", by=self.jisu)
        carry_out_waiting()
        [fired] = self.soras.get(f"{self.path}/firings").json()["items"]
        given = {"firings": [fired["id"]]}
        [told] = self.soras.post(f"{self.path}/undoings", given).json()["items"]
        self.assertEqual(told, {"firing": fired["id"], "ticket": self.ticket.pk, "undone": True,
                                "why": ""})  # fmt: skip
        [again] = self.soras.post(f"{self.path}/undoings", given).json()["items"]
        self.assertFalse(again["undone"])
        self.assertEqual(self.soras.post(f"{self.path}/undoings", {"firings": []}).status_code, 422)

    def test_events_given_up_are_counted_and_asked_about_once_more(self):
        self.soras.patch(self.path, {"when": {"on": [{"occasion": "kind"}]}, "on": True})
        self.ticket.set_kind("problem", by=self.jisu)
        Stir.objects.update(due_at=None)
        self.assertEqual(self.soras.get("/rules/given-up").json(), {"events": 1})
        self.assertEqual(self.soras.post("/rules/given-up/retrial", {}).json(), {"events": 1})
        self.assertEqual(self.soras.get("/rules/given-up").json(), {"events": 0})
        self.assertEqual(self.soras.delete("/rules/given-up").status_code, 204)
        self.assertEqual(self.api(self.jisu).get("/rules/given-up").status_code, 403)
