"""Escalations and their paths, by a program."""

from maru.staff.teams.models import Team
from maru.support.escalations.models import Escalation, EscalationPath
from maru.surfaces.api.tests.cast import ApiTestCase


class EscalationTests(ApiTestCase):
    def setUp(self):
        self.soras, self.jisus = self.api(self.sora), self.api(self.jisu)
        self.tech = Team.objects.create(name="기술팀")
        self.dan = self.member("dan", "서단", "agent", teams=[self.tech])
        self.ticket.assign(self.jisu, by=self.jisu)
        given = {
            "name": "기술 문제", "levels": [
                {"name": "1차", "team": self.team.pk}, {"name": "2차", "team": self.tech.pk},
                {"name": "제조사", "way": "vendor", "address": "as@maker.example", "within": 960},
            ],
        }  # fmt: skip
        self.made = self.soras.post("/escalation-paths", given).json()
        self.here = f"/tickets/{self.ticket.pk}/escalations"

    def test_paths_are_made_changed_arranged_and_removed(self):
        first, second, vendor = self.made["levels"]
        self.assertEqual((first["within"], vendor["within"], vendor["team"]), (480, 960, None))
        path = f"/escalation-paths/{self.made['id']}"
        turned = [{**second, "within": 60}, first]
        told = self.soras.patch(path, {"levels": turned, "warn_before": 10}).json()
        self.assertEqual([each["name"] for each in told["levels"]], ["2차", "1차"])
        self.assertEqual((told["levels"][0]["id"], told["warn_before"]), (second["id"], 10))
        self.assertEqual(self.jisus.get(path).json(), told)
        self.assertEqual(self.jisus.get("/escalation-paths").json()["items"], [told])
        self.assertEqual(self.jisus.patch(path, {"is_on": False}).status_code, 404)
        self.assertEqual(self.soras.patch(path, {"is_on": False}).status_code, 200)
        self.assertEqual(self.jisus.get(path).status_code, 404)
        self.assertEqual(self.soras.delete(path).status_code, 204)
        self.assertFalse(EscalationPath.objects.exists())

    def test_what_cannot_be_a_path_is_refused(self):
        path = f"/escalation-paths/{self.made['id']}"
        for levels in [
            [{"name": "x"}], [{"name": "x", "way": "vendor"}], [{"name": "x", "id": 10**9}],
            [{"name": "x", "team": self.tech.pk, "within": 0}],
            [{"name": "x", "team": self.tech.pk, "way": "elsewhere"}],
        ]:  # fmt: skip
            self.assertEqual(self.soras.patch(path, {"levels": levels}).status_code, 422, levels)
        self.assertEqual(len(self.soras.get(path).json()["levels"]), 3)

    def test_a_private_team_is_named_to_nobody_outside_it(self):
        self.tech.is_private = True
        self.tech.save()
        told = self.jisus.get(f"/escalation-paths/{self.made['id']}").json()
        self.assertEqual([each["team"] for each in told["levels"]], [self.team.pk, None, None])

    def test_up_taken_and_back(self):
        row = self.jisus.post(self.here, {"reason": "로그 확인", "within": 60}).json()
        self.assertEqual(
            (row["name"], row["from"], row["owner"]["id"]), ("2차", "1차", self.jisu.pk)
        )
        dans = self.api(self.dan)
        one = f"{self.here}/{row['id']}"
        taken = dans.post(f"{one}/taking").json()
        self.assertEqual((taken["taken_by"]["id"], taken["owner"]["id"]), (self.dan.pk,) * 2)
        self.assertEqual(self.jisus.post(f"{one}/taking").status_code, 409)
        self.assertEqual(dans.post(f"{one}/giving-back", {"note": ""}).status_code, 422)
        back = dans.post(f"{one}/giving-back", {"note": "고쳐졌습니다."}).json()
        self.assertEqual((back["outcome"], back["state"]), ("returned", "met"))
        self.assertEqual(self.jisus.post(f"{one}/taking-back", {"note": "?"}).status_code, 409)
        [told] = self.jisus.get(self.here).json()["items"]
        self.assertEqual(told, back)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.assignee, self.jisu)

    def test_mine_are_those_i_answer_for_and_those_that_wait_for_my_team(self):
        row = self.jisus.post(self.here, {"reason": "로그 확인", "within": 60}).json()
        dans, minhos = self.api(self.dan), self.api(self.minho)

        def mine(of):
            return [each["id"] for each in of.get("/me/escalations").json()["items"]]

        self.assertEqual((mine(self.jisus), mine(dans), mine(minhos)), ([row["id"]],) * 2 + ([],))
        dans.post(f"{self.here}/{row['id']}/taking")
        self.assertEqual((mine(self.jisus), mine(dans)), ([], [row["id"]]))

    def test_a_vendor_is_asked_and_the_question_taken_back(self):
        level = self.made["levels"][2]["id"]
        given = {"level": level, "reason": "부품", "within": 60, "text": "재고가 있나요?"}
        row = self.jisus.post(self.here, given).json()
        self.assertEqual((row["way"], row["answered"]), ("vendor", False))
        side = self.jisus.get(f"/side-conversations/{row['side_conversation']}")
        self.assertEqual(side.status_code, 200)
        back = self.jisus.post(f"{self.here}/{row['id']}/taking-back", {"note": "찾았습니다."})
        self.assertEqual(back.json()["outcome"], "taken_back")

    def test_bad_input_is_refused_in_words(self):
        for given in [
            {"within": 60}, {"reason": "x"}, {"reason": " ", "within": 60},
            {"reason": "x", "within": 0}, {"reason": "x", "within": 10**9},
            {"reason": "x", "within": 60, "level": 10**9},
            {"reason": "x", "within": 60, "level": self.made["levels"][2]["id"]},
        ]:  # fmt: skip
            answer = self.jisus.post(self.here, given)
            self.assertEqual(answer.status_code, 422, given)
        self.assertEqual(
            self.jisus.post(self.here, {"reason": "x", "within": 60, "seen": 9}).status_code, 409
        )
        self.assertFalse(Escalation.objects.exists())

    def test_another_brands_program_finds_nothing(self):
        row = self.jisus.post(self.here, {"reason": "로그 확인", "within": 60}).json()
        eves = self.api(self.eve)
        self.assertEqual(eves.get(self.here).status_code, 404)
        self.assertEqual(eves.post(f"{self.here}/{row['id']}/taking").status_code, 404)
