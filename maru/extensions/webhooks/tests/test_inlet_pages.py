"""The pages and the API of inlets: who may, what is shown once, what is refused in words."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from maru.extensions.webhooks.models import Arrival, Inlet
from maru.extensions.webhooks.tests.test_inlets import OPENS, ORDER, InletTestCase
from maru.extensions.webhooks.working import work_off
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.models import ApiToken


class PageTests(InletTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.boss)
        self.given = {**OPENS, "brand": self.onnuri.pk}

    def test_made_on_the_page_it_shows_its_address_and_secret_once(self):
        page = self.client.post("/console/inlets/new/", {**self.given, "is_signed": "on"})
        self.assertContains(page, "/in/")
        self.assertContains(page, "whsec_")
        inlet = Inlet.objects.get()
        again = self.client.get(f"/console/inlets/{inlet.pk}/")
        self.assertNotContains(again, "/in/")
        self.assertNotContains(again, "whsec_")
        self.assertContains(again, "data.customer.email")
        self.assertContains(self.client.get("/console/webhooks/"), "쇼핑몰")
        told = str(list(Event.objects.filter(subject_kind="inlet").values_list("after")))
        self.assertNotIn("whsec_", told)

    def test_an_example_is_tried_before_anything_is_saved(self):
        trying = {**self.given, "try": "1", "example": json.dumps(ORDER)}
        page = self.client.post("/console/inlets/new/", trying)
        self.assertContains(page, "주문 7 문제")
        self.assertContains(page, "높음")
        for example, words in (("", "JSON"), ("{}", "data.customer.email")):
            page = self.client.post("/console/inlets/new/", {**trying, "example": example})
            self.assertContains(page, 'role="alert"')
            self.assertContains(page, words)
        self.assertFalse(Inlet.objects.exists())

    def test_a_bad_mapping_is_refused_in_words(self):
        for wrong in (
            {"email": ""}, {"email": "data..x"}, {"subject": "{{ }}"}, {"body": "a b"},
            {"fields_": "nope = x"}, {"does": "adds", "find": "n", "priority": ""},
            {"does": "adds", "find": "n", "note": "x", "find_by": "nope"},
            {"brand": self.haneul.pk}, {"body": ".".join("a" * 30)},
        ):  # fmt: skip
            page = self.client.post("/console/inlets/new/", {**self.given, **wrong})
            self.assertContains(page, "field-error", status_code=422, msg_prefix=str(wrong))

    def test_the_log_shows_what_came_to_who_sees_the_ticket(self):
        inlet = self.made()
        self.send()
        self.send({"data": {}})
        work_off()
        page = self.client.get(f"/console/inlets/{inlet.pk}/")
        self.assertContains(page, "HTTP 422")
        done = Arrival.objects.get(state="done")
        at = f"/console/inlets/{inlet.pk}/arrivals/{done.pk}/"
        self.assertContains(self.client.get(at), "뚜껑이 깨졌어요")
        self.assertEqual(AccessRecord.objects.filter(what="inlet").count(), 1)
        self.boss.brands.clear()
        self.assertNotContains(self.client.get(at), "뚜껑이 깨졌어요")
        self.assertEqual(AccessRecord.objects.filter(what="inlet").count(), 1)

    def test_repeated_renewed_off_on_and_removed(self):
        inlet = self.made(is_signed="on")
        self.signed({"data": {}})
        at = f"/console/inlets/{inlet.pk}/"
        refused = Arrival.objects.get()
        again = self.client.post(f"{at}arrivals/{refused.pk}/repetition/")
        self.assertRedirects(again, f"{at}arrivals/{refused.pk}/")
        self.assertEqual(work_off(), 1)
        self.assertEqual(Arrival.objects.get().trouble, "missing")
        self.assertContains(self.client.post(f"{at}renewal/"), "/in/")
        self.assertContains(self.client.post(f"{at}renewal/", {"secret": "1"}), "whsec_")
        self.client.post(f"{at}silence/")
        self.assertFalse(Inlet.objects.get().is_on)
        self.client.post(f"{at}silence/", {"undo": "1"})
        self.client.post(at, {**self.given, "name": "창고", "is_signed": "on"})
        self.assertEqual(Inlet.objects.get().name, "창고")
        self.client.delete(at)
        self.assertFalse(Inlet.objects.exists())
        verbs = list(Event.objects.filter(subject_kind="inlet").values_list("verb", flat=True))
        self.assertEqual(
            verbs,
            ["inlet.added", "inlet.repeated", "inlet.address", "inlet.secret", "inlet.switched",
             "inlet.switched", "inlet.changed", "inlet.removed"],
        )  # fmt: skip

    def test_saving_a_form_that_was_opened_before_keeps_the_new_address(self):
        inlet = self.made()
        stale = Inlet.objects.get()
        self.at = urlsplit(inlet.renew("address", by=self.boss)).path
        form = self.form(stale)
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.boss)
        self.assertEqual(self.send().status_code, 202)


class ApiTests(InletTestCase):
    def setUp(self):
        super().setUp()
        self.asked = self.token(self.boss)
        self.json = {**self.asked, "content_type": "application/json"}

    def token(self, member):
        token = ApiToken.issue(member, ["staff:read", "staff:write"])
        return {"headers": {"Authorization": f"Bearer {token}"}}

    def test_its_whole_life(self):
        mapping = {"ident": "id", "email": "data.customer.email", "subject": "주문",
                   "body": "data.order.memo"}  # fmt: skip
        mapping["subject"] = "주문 {{data.order.id}}"
        given = {"name": "쇼핑몰", "brand": self.onnuri.pk, "mapping": mapping}
        made = self.client.post("/api/v1/inlets", given, **self.json)
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual((made.json()["mapping"], made.json()["secret"]), (mapping, ""))
        self.at = urlsplit(made.json()["address"]).path
        at = f"/api/v1/inlets/{made.json()['id']}"
        self.assertNotIn("address", self.client.get(at, **self.asked).json())
        self.assertEqual(self.send().status_code, 202)
        self.assertEqual(self.send({"data": {}}).status_code, 422)
        work_off()
        came = self.client.get(f"{at}/arrivals", **self.asked).json()["items"]
        self.assertEqual(
            [(c["state"], c["ident"]) for c in came], [("refused", ""), ("done", "evt_1")]
        )
        self.assertIn("data.customer.email", came[0]["message"])
        one = self.client.get(f"{at}/arrivals/{came[1]['id']}", **self.asked).json()
        self.assertEqual(json.loads(one["body"]), ORDER)
        again = self.client.post(f"{at}/arrivals/{came[1]['id']}/repetition", **self.json)
        self.assertEqual(again.status_code, 409)
        again = self.client.post(f"{at}/arrivals/{came[0]['id']}/repetition", **self.json)
        self.assertEqual(again.json()["state"], "waiting")
        changed = self.client.patch(at, {"name": "창고", "is_on": False}, **self.json).json()
        self.assertEqual((changed["name"], changed["is_on"]), ("창고", False))
        self.assertEqual(changed["mapping"], mapping)
        for what in ("address", "secret"):
            new = self.client.post(f"{at}/{what}", **self.json)
            self.assertTrue(new.json()[what])
        self.assertEqual(self.client.delete(at, **self.asked).status_code, 204)
        self.assertEqual(self.client.get("/api/v1/inlets", **self.asked).json()["items"], [])

    def test_a_bad_mapping_is_refused_in_words(self):
        given = {"name": "x", "brand": self.onnuri.pk, "mapping": {"email": "a b"}}
        answer = self.client.post("/api/v1/inlets", given, **self.json)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(
            set(answer.json()["error"]["fields"]),
            {"mapping.email", "mapping.subject", "mapping.body"},
        )

    def test_who_does_not_set_up_the_company_finds_none(self):
        inlet, asked = self.made(), self.token(self.minho)
        self.assertEqual(self.client.get("/api/v1/inlets", **asked).json()["items"], [])
        self.assertEqual(self.client.get(f"/api/v1/inlets/{inlet.pk}", **asked).status_code, 404)
