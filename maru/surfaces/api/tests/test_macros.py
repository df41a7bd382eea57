from maru.support.actions.models import Macro, MacroUse
from maru.support.tickets.models import Message, Ticket
from maru.surfaces.api.tests.cast import ApiTestCase


class MacroTests(ApiTestCase):
    def made(self, text="", whose="company", **changes):
        return Macro.make(by=self.sora, name="환불", whose=whose, text=text, changes=changes)

    def test_a_macro_is_saved_changed_and_removed(self):
        jisus = self.api(self.jisu)
        made = jisus.post(
            "/macros", {"name": "환불", "text": "{{고객.이름}}님", "changes": {"assignee": "me"}}
        )
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(made.json()["whose"], "own")
        path = f"/macros/{made.json()['id']}"
        changed = jisus.patch(path, {"shortcut": "환", "changes": {}})
        self.assertEqual((changed.json()["shortcut"], changed.json()["changes"]), ("환", {}))
        self.assertEqual(self.api(self.minho).get(path).status_code, 404)
        self.assertEqual(jisus.delete(path).status_code, 204)
        self.assertEqual(jisus.get("/macros").json()["items"], [])

    def test_what_is_wrong_is_said_where_it_is(self):
        jisus = self.api(self.jisu)
        for body, field in (
            ({"text": "{{고객.이믈}}"}, "text"),
            ({}, "text"),
            ({"changes": {"status": "gone"}}, "changes.status"),
            ({"changes": {"answer": "x"}}, "changes.answer"),
            ({"text": "네", "whose": "team"}, "teams"),
            ({"text": "네", "brands": [self.haneul.pk]}, "brands"),
            ({"text": "네", "whose": "team", "teams": [self.secret_team.pk]}, "teams"),
        ):
            refused = jisus.post("/macros", {"name": "매크로", **body})
            self.assertEqual(refused.status_code, 422, body)
            self.assertIn(field, refused.json()["error"]["fields"], body)

    def test_whose_needs_the_right_person(self):
        team = {"name": "팀", "text": "네", "whose": "team", "teams": [self.team.pk]}
        self.assertEqual(self.api(self.jisu).post("/macros", team).status_code, 403)
        self.assertEqual(self.api(self.minho).post("/macros", team).status_code, 201)
        everybodys = {"name": "모두", "text": "네", "whose": "company"}
        self.assertEqual(self.api(self.minho).post("/macros", everybodys).status_code, 403)
        made = self.api(self.sora).post("/macros", everybodys).json()
        path = f"/macros/{made['id']}"
        self.assertEqual(self.api(self.jisu).patch(path, {"name": "x"}).status_code, 403)

    def test_it_is_foreseen_used_and_taken_back(self):
        macro = self.made("{{고객.이름}}님, 접수했습니다.", priority=4, status="pending")
        jisus, path = self.api(self.jisu), f"/tickets/{self.ticket.pk}/macros/{macro.pk}"
        before = jisus.get(path).json()
        self.assertEqual((before["text"], before["empty"]), ("김하늘님, 접수했습니다.", []))
        self.assertEqual([each["would"] for each in before["changes"]], ["change", "change"])
        used = jisus.post(path, {}).json()
        self.assertEqual(set(used["changed"]), {"priority", "status"})
        self.assertIn("접수했습니다", used["message"]["body"])
        undone = jisus.post(f"/macro-uses/{used['id']}/undo")
        self.assertEqual(undone.status_code, 200)
        self.assertEqual(Ticket.objects.get(pk=self.ticket.pk).priority, 2)
        self.assertEqual(jisus.post(f"/macro-uses/{used['id']}/undo").status_code, 409)

    def test_the_same_request_twice_uses_it_once(self):
        macro = self.made("네", priority=4)
        path = f"/tickets/{self.ticket.pk}/macros/{macro.pk}"
        jisus = self.api(self.jisu)
        for _again in range(2):
            jisus.post(path, {}, Idempotency_Key="once")
        self.assertEqual(MacroUse.objects.count(), 1)

    def test_what_was_not_seen_stops_it(self):
        macro = self.made("네", priority=4)
        seen = Ticket.objects.get(pk=self.ticket.pk).last_public_id
        self.ticket.reply("먼저", by=self.minho)
        path = f"/tickets/{self.ticket.pk}/macros/{macro.pk}"
        refused = self.api(self.jisu).post(path, {"seen": seen})
        self.assertEqual(refused.status_code, 409, refused.content)
        self.assertEqual([each["body"] for each in refused.json()["newer"]], ["먼저"])
        self.assertEqual(Ticket.objects.get(pk=self.ticket.pk).priority, 2)

    def test_a_placeholder_without_a_value_is_asked_about(self):
        macro = self.made("{{고객.회사}} 담당자님")
        path = f"/tickets/{self.ticket.pk}/macros/{macro.pk}"
        refused = self.api(self.jisu).post(path, {})
        self.assertEqual(refused.status_code, 422)
        self.assertEqual(refused.json()["error"]["code"], "empty_placeholder")
        sent = self.api(self.jisu).post(path, {"empty_anyway": True})
        self.assertEqual(sent.status_code, 200)
        self.assertTrue(Message.objects.filter(text__contains="담당자님").exists())

    def test_actions_are_listed_as_they_are_done(self):
        names = [each["name"] for each in self.api(self.jisu).get("/actions").json()]
        self.assertEqual((names[0], names[-1]), ("team", "status"))
        self.assertNotIn("answer", names)
