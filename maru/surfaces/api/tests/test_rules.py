"""Rules, changed by a program."""

from maru.staff.teams.models import Team
from maru.support.automation.models import Rule
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
