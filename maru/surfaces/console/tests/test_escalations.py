"""The pages of escalation paths: made, put in order, removed; bad input is told."""

from __future__ import annotations

from maru.staff.journal.models import Event
from maru.support.escalations.models import EscalationLevel, EscalationPath
from maru.support.tickets.tests.cast import SupportTestCase

PATHS = "/console/escalation-paths/"
GIVEN = {"name": "기술 문제", "is_on": "on", "warn_before": "30분", "pauses": ["pending"]}


class PathPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def path(self) -> EscalationPath:
        return EscalationPath.objects.create(name="기술 문제")

    def test_one_is_made_and_leads_on_to_its_first_level(self):
        answer = self.client.post(f"{PATHS}new/", {**GIVEN, "brands": [self.onnuri.pk]})
        path = EscalationPath.objects.get()
        self.assertRedirects(answer, f"{PATHS}{path.pk}/levels/new/")
        self.assertEqual((path.warn_before, list(path.brands.all())), (30, [self.onnuri]))
        event = Event.of(path).get()
        self.assertEqual(
            (event.verb, event.after["brands"]), ("escalationpath.added", [self.onnuri.pk])
        )

    def test_levels_are_added_changed_moved_and_removed(self):
        path = self.path()
        here = f"{PATHS}{path.pk}/levels/"
        for name, more in [
            ("1차", {"way": "team", "team": self.team.pk, "person": self.minho.pk}),
            ("제조사", {"way": "vendor", "address": "AS@maker.example"}),
        ]:
            self.client.post(f"{here}new/", {"name": name, "goal": "4시간", **more})
        first, vendor = path.levels.all()
        self.assertEqual((first.person, vendor.address), (self.minho, "as@maker.example"))
        self.client.post(f"{here}{first.pk}/place/", {"down": "1"})
        self.assertEqual(list(path.levels.all()), [vendor, first])
        self.client.post(f"{here}{first.pk}/", {"name": "1차", "goal": "30분", "way": "team",
                                                "team": self.team.pk})  # fmt: skip
        first.refresh_from_db()
        self.assertEqual((first.goal, first.person), (30, None))
        self.client.post(f"{here}{vendor.pk}/removal/")
        self.assertEqual(list(path.levels.all()), [first])
        verbs = [event.verb.rpartition(".")[2] for event in Event.of(path).order_by("id")]
        self.assertEqual(
            verbs, ["level_added", "level_added", "ordered", "level_changed", "level_removed"]
        )
        self.assertContains(self.client.get(f"{PATHS}{path.pk}/"), "교환·환불팀")

    def test_what_cannot_be_a_level_is_told_in_words(self):
        path = self.path()
        for given, words in [
            ({"way": "team"}, "팀을 고르세요"), ({"way": "vendor"}, "어느 주소로"),
            ({"way": "vendor", "address": "support@onnuri.example"}, "우리 메일함"),
            ({"way": "vendor", "address": "jisu@onnuri.example"}, "동료의 주소"),
            ({"way": "vendor", "address": "어딘가"}, "이메일"),
            ({"way": "team", "team": self.team.pk, "goal": ""}, "얼마 안에"),
            ({"way": "team", "team": self.team.pk, "goal": "곧"}, "이렇게 적어 주세요"),
            ({"way": "team", "team": 10**9}, "올바르게"),
        ]:  # fmt: skip
            answer = self.client.post(
                f"{PATHS}{path.pk}/levels/new/", {"name": "2차", "goal": "4시간", **given}
            )
            self.assertContains(answer, words, status_code=422)
        self.assertFalse(EscalationLevel.objects.exists())

    def test_a_path_that_lost_a_team_says_so(self):
        path = self.path()
        EscalationLevel.objects.create(path=path, name="2차", team=None)
        self.assertContains(self.client.get(PATHS), "비어 있는 단계")

    def test_it_is_removed_with_its_levels(self):
        path = self.path()
        EscalationLevel.objects.create(path=path, name="2차", team=self.team)
        self.client.post(f"{PATHS}{path.pk}/removal/")
        self.assertFalse(EscalationPath.objects.exists() or EscalationLevel.objects.exists())
        self.assertEqual(self.client.get(f"{PATHS}{path.pk}/").status_code, 404)

    def test_others_find_no_settings_of_it(self):
        self.client.force_login(self.minho)
        self.assertEqual(self.client.get(PATHS).status_code, 404)
