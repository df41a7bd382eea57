"""The pages and the API: who may, what is shown once, what is refused in words."""

from __future__ import annotations

from maru.extensions.webhooks.models import Endpoint
from maru.extensions.webhooks.tests.cast import EndpointTestCase
from maru.kit.webhooks.models import Call, Webhook
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.models import ApiToken


class PageTests(EndpointTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.boss)

    def at(self, endpoint: Endpoint, what: str = "") -> str:
        return f"/console/webhooks/{endpoint.pk}/{what}"

    def test_made_on_the_page_it_shows_its_secret_once_and_its_address_never(self):
        given = {"name": "창고", "url": self.outside.plain, "hears": ["ticket.opened"]}
        page = self.client.post("/console/webhooks/new/", given)
        self.assertContains(page, "whsec_")
        endpoint = Endpoint.objects.get()
        self.assertTrue(endpoint.webhook.is_patient)
        again = self.client.get(self.at(endpoint))
        self.assertNotContains(again, "whsec_")
        self.assertNotContains(again, "/hear")
        self.assertContains(again, "127.0.0.1")
        self.assertContains(self.client.get("/console/webhooks/"), "창고")

    def test_an_address_inside_is_refused_in_words(self):
        for url in ("https://10.0.0.1/x", "http://8.8.8.8/", "ftp://x", "https://[::1]/",
                    "https://169.254.169.254/", "https://2130706434/"):  # fmt: skip
            page = self.client.post(
                "/console/webhooks/new/", {"name": "x", "url": url, "hears": ["ticket.opened"]}
            )
            self.assertContains(page, "MARU_FETCH_ALLOW", status_code=422)
        self.assertFalse(Webhook.objects.exists())

    def test_one_that_would_never_be_told_anything_is_refused(self):
        given = {"name": "x", "url": self.outside.plain}
        page = self.client.post("/console/webhooks/new/", given)
        self.assertContains(page, "하나 이상 고르거나", status_code=422)

    def test_the_trial_says_plainly_what_is_wrong(self):
        endpoint = self.made()
        self.assertContains(self.client.post(self.at(endpoint, "trial/")), "받았습니다")
        self.outside.faults = [(500, "out of order")]
        page = self.client.post(self.at(endpoint, "trial/"))
        self.assertContains(page, "out of order")
        self.assertContains(page, 'role="alert"')

    def test_what_was_not_tried_yet_stands_in_the_log_too(self):
        endpoint = self.made(hears=["ticket.assigned"])
        self.ticket.assign(self.jisu, by=self.minho)
        self.assertContains(self.client.get(self.at(endpoint)), f"#{self.ticket.pk}")

    def test_the_log_tells_each_try_what_was_sent_and_repeats(self):
        endpoint = self.made(hears=["ticket.assigned"])
        self.ticket.assign(self.jisu, by=self.minho)
        self.outside.faults = [(400, "no such order")]
        self.all_told()
        call = Call.objects.get()
        page = self.client.get(self.at(endpoint) + "?failed=1")
        self.assertContains(page, "HTTP 400")
        one = self.client.get(self.at(endpoint, f"told/{call.pk}/"))
        self.assertContains(one, "no such order")
        self.assertContains(one, call.ident)
        self.assertContains(one, self.ticket.subject)
        self.assertEqual(AccessRecord.objects.filter(what="webhook").count(), 1)
        self.client.post(self.at(endpoint, f"told/{call.pk}/repetition/"))
        self.all_told()
        self.assertEqual(self.outside.idents, [call.ident])
        self.outside.faults = [400]
        self.ticket.assign(self.minho, by=self.jisu)
        self.all_told()
        page = self.client.post(self.at(endpoint, "repetitions/"), {"hours": "24"}, follow=True)
        self.assertContains(page, "1건을 다시 보냅니다")
        self.all_told()
        self.assertEqual(len(self.outside.heard), 2)

    def test_what_was_sent_is_for_who_sees_the_ticket(self):
        endpoint = self.made(hears=["ticket.assigned"])
        self.ticket.assign(self.jisu, by=self.minho)
        self.boss.brands.clear()
        page = self.client.get(self.at(endpoint, f"told/{Call.objects.get().pk}/"))
        self.assertNotContains(page, self.ticket.subject)
        self.assertFalse(AccessRecord.objects.filter(what="webhook").exists())

    def test_off_on_new_secret_and_removed(self):
        endpoint = self.made()
        self.client.post(self.at(endpoint, "silence/"))
        self.assertFalse(Webhook.objects.get().is_on)
        self.client.post(self.at(endpoint, "silence/"), {"undo": "1"})
        self.assertTrue(Webhook.objects.get().is_on)
        self.assertContains(self.client.post(self.at(endpoint, "secret/")), "whsec_")
        self.client.delete(self.at(endpoint))
        self.assertEqual((Endpoint.objects.count(), Webhook.objects.count()), (0, 0))
        verbs = list(Event.objects.filter(subject_kind="endpoint").values_list("verb", flat=True))
        self.assertEqual(
            verbs,
            ["endpoint.added", "endpoint.switched", "endpoint.switched", "endpoint.secret",
             "endpoint.removed"],
        )  # fmt: skip
        self.assertNotIn("/hear", str(list(Event.objects.values_list("after", flat=True))))


class ApiTests(EndpointTestCase):
    def setUp(self):
        super().setUp()
        token = ApiToken.issue(self.boss, ["staff:read", "staff:write"])
        self.asked = {"headers": {"Authorization": f"Bearer {token}"}}
        self.json = {**self.asked, "content_type": "application/json"}

    def test_its_whole_life(self):
        given = {"name": "ERP", "url": self.outside.plain, "hears": ["ticket.assigned"],
                 "conditions": {"field": "priority", "op": "is", "value": 2}}  # fmt: skip
        made = self.client.post("/api/v1/webhooks", given, **self.json)
        self.assertEqual(made.status_code, 201, made.content)
        self.outside.secret = made.json()["secret"]
        at = f"/api/v1/webhooks/{made.json()['id']}"
        shown = self.client.get(at, **self.asked).json()
        self.assertNotIn("secret", shown)
        self.assertEqual(shown["conditions"], given["conditions"])
        self.assertEqual(self.client.get(f"{at}/trial", **self.asked).json()["works"], True)
        self.ticket.assign(self.jisu, by=self.minho)
        self.outside.faults = [400]
        self.all_told()
        calls = self.client.get(f"{at}/told?state=failed", **self.asked).json()["items"]
        self.assertEqual([(c["type"], c["ticket"]) for c in calls],
                         [("ticket.assigned", self.ticket.pk)])  # fmt: skip
        one = self.client.get(f"{at}/told/{calls[0]['id']}", **self.asked).json()
        self.assertEqual(one["data"]["ticket"]["subject"], self.ticket.subject)
        since = {"since": "2026-01-01T00:00:00+09:00"}
        again = self.client.post(f"{at}/repetitions", since, **self.json)
        self.assertEqual(again.json(), {"calls": 1})
        off = self.client.patch(at, {"is_on": False, "hears": ["ticket.spam"]}, **self.json)
        self.assertEqual((off.json()["is_on"], off.json()["hears"]), (False, ["ticket.spam"]))
        refused = self.client.post(f"{at}/repetitions", since, **self.json)
        self.assertEqual(refused.status_code, 409)
        new = self.client.post(f"{at}/secret", **self.json).json()["secret"]
        self.assertNotEqual(new, made.json()["secret"])
        self.assertEqual(self.client.delete(at, **self.asked).status_code, 204)
        self.assertEqual(self.client.get("/api/v1/webhooks", **self.asked).json()["items"], [])

    def test_bad_conditions_are_refused_in_words(self):
        given = {"name": "ERP", "url": self.outside.plain, "hears": ["ticket.opened"],
                 "conditions": {"field": "nope", "op": "is", "value": 2}}  # fmt: skip
        answer = self.client.post("/api/v1/webhooks", given, **self.json)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("conditions", answer.json()["error"]["fields"])
        self.assertFalse(Endpoint.objects.exists())

    def test_who_does_not_set_up_the_company_finds_none(self):
        endpoint = self.made()
        token = ApiToken.issue(self.minho, ["staff:read", "staff:write"])
        asked = {"headers": {"Authorization": f"Bearer {token}"}}
        self.assertEqual(self.client.get("/api/v1/webhooks", **asked).json()["items"], [])
        at = f"/api/v1/webhooks/{endpoint.pk}"
        self.assertEqual(self.client.get(at, **asked).status_code, 404)
