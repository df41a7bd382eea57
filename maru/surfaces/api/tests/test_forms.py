from maru.extensions.webform.models import Submission, WebForm
from maru.extensions.webform.tests.cast import WebFormTestCase, made_form
from maru.records.channels.intake import open_waiting
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.tickets.models import Message
from maru.surfaces.api.tests.cast import Caller


class FormApiTests(WebFormTestCase):
    def api(self, member):
        return Caller(ApiToken.issue(member, SCOPES))

    def test_a_form_is_made_shown_and_changed(self):
        api = self.api(self.sora)
        made = api.post("/forms", {"name": "반품", "brand": self.onnuri.pk, "address": "returns"})
        self.assertEqual(made.status_code, 201, made.content)
        told = made.json()
        self.assertTrue(told["url"].endswith("/form/returns/"))
        changed = api.patch(
            f"/forms/{told['id']}",
            {"origins": ["shop.example.com"], "is_active": False, "team": self.team.pk,
             "texts": {"ko": {"title": "반품 문의"}}},
        )  # fmt: skip
        self.assertEqual(changed.status_code, 200, changed.content)
        told = changed.json()
        self.assertEqual(told["origins"], ["https://shop.example.com"])
        self.assertEqual((told["is_active"], told["team"]), (False, self.team.pk))
        self.assertEqual(told["texts"]["ko"], {"title": "반품 문의", "intro": ""})
        self.assertEqual((told["name"], told["link_days"]), ("반품", 7))
        self.assertEqual(api.get(f"/forms/{told['id']}").json(), told)
        self.assertEqual(len(api.get("/forms").json()["items"]), 2)

    def test_wrong_answers_are_named(self):
        api = self.api(self.sora)
        for said, field in [
            ({"address": "onnuri"}, "address"),
            ({"address": "한글"}, "address"),
            ({"origins": ["https://x.example/; script-src *"]}, "origins"),
            ({"link_days": 31}, "link_days"),
            ({"brand": 987_654}, "brand"),
        ]:
            answer = api.post("/forms", {"name": "n", "brand": self.onnuri.pk, **said})
            self.assertEqual(answer.status_code, 422, said)
            self.assertIn(field, answer.json()["error"]["fields"])
        self.assertEqual(WebForm.objects.count(), 1)

    def test_only_administrators_change_forms_and_only_of_their_brands(self):
        path = f"/forms/{self.web_form.pk}"
        self.assertEqual(self.api(self.jisu).get(path).status_code, 200)
        self.assertEqual(self.api(self.jisu).patch(path, {"name": "x"}).status_code, 403)
        other = made_form(self.haneul, "haneul")
        self.assertEqual(self.api(self.jisu).get(f"/forms/{other.pk}").status_code, 404)

    def test_what_waits_tells_until_when_and_when_it_is_erased(self):
        one = self.sent()
        api = self.api(self.jisu)
        path = f"/envelopes/{one.envelope_id}"
        for told in (api.get(path).json(), api.get("/envelopes").json()["items"][0]):
            self.assertEqual(told["expires_at"][:19], f"{one.expires_at:%Y-%m-%dT%H:%M:%S}")
            self.assertEqual(told["erased_at"][:19], f"{one.erased_at:%Y-%m-%dT%H:%M:%S}")
        told = api.post(f"{path}/discard", {"reason": "spam"}).json()
        self.assertEqual(told["erased_at"][:19], f"{one.erased_at:%Y-%m-%dT%H:%M:%S}")
        told = api.post(f"{path}/confirm", {}).json()
        self.assertEqual((told["expires_at"], told["erased_at"]), (None, None))

    def test_an_agent_lets_in_what_nobody_confirmed_and_no_machine_answers(self):
        Wording.objects.create(brand=self.onnuri, is_on=True)
        one = self.sent()
        api, path = self.api(self.jisu), f"/envelopes/{one.envelope_id}"
        listed = api.get("/envelopes?state=unconfirmed").json()["items"]
        self.assertEqual([each["id"] for each in listed], [one.envelope_id])
        self.assertEqual(api.post(f"{path}/confirm", {}).json()["state"], "received")
        open_waiting()
        message = Message.objects.get(envelope=one.envelope)
        self.assertEqual((message.warnings, message.findings), (["unconfirmed"], []))
        self.assertFalse(AutoAnswer.objects.exists())
        self.assertEqual(api.post(f"{path}/confirm", {}).status_code, 409)

    def test_an_agent_discards_it_and_takes_it_back_by_letting_it_in(self):
        one = self.sent()
        api, path = self.api(self.jisu), f"/envelopes/{one.envelope_id}"
        self.assertEqual(
            api.post(f"{path}/discard", {"reason": "광고"}).json()["state"], "discarded"
        )
        self.assertEqual(api.post(f"{path}/confirm", {}).json()["state"], "received")

    def test_another_brands_is_not_there(self):
        one = self.sent()
        api = self.api(self.eve)
        for what, data in [("confirm", {}), ("discard", {"reason": "x"})]:
            answer = api.post(f"/envelopes/{one.envelope_id}/{what}", data)
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(Submission.objects.get().envelope.state, "unconfirmed")
