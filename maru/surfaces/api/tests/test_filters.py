from maru.support.filtering.models import Filter
from maru.surfaces.api.tests.cast import ApiTestCase

CONDITIONS = {"all": [{"field": "subject", "op": "contains", "value": "(광고)"}]}


class FilterTests(ApiTestCase):
    def test_a_filter_is_added_changed_and_removed(self):
        soras = self.api(self.sora)
        body = {"name": "광고", "conditions": CONDITIONS, "to_spam": True, "brand": self.onnuri.pk}
        made = soras.post("/filters", body)
        self.assertEqual(made.status_code, 201, made.content)
        path = f"/filters/{made.json()['id']}"
        changed = soras.patch(path, {"is_on": False, "brand": None, "tags": ["광고"]})
        self.assertEqual((changed.json()["is_on"], changed.json()["brand"]), (False, None))
        self.assertEqual(len(soras.get("/filters").json()["items"]), 1)
        self.assertEqual(soras.delete(path).status_code, 204)
        self.assertEqual(Filter.objects.count(), 0)

    def test_bad_conditions_and_no_effect_are_refused(self):
        soras = self.api(self.sora)
        bad = {"all": [{"field": "nothing", "op": "is", "value": "x"}]}
        refused = soras.post("/filters", {"name": "x", "conditions": bad, "to_spam": True})
        self.assertEqual(refused.status_code, 422)
        self.assertEqual(
            soras.post("/filters", {"name": "x", "conditions": CONDITIONS}).status_code, 422
        )
        self.assertEqual(self.api(self.jisu).get("/filters").status_code, 403)

    def test_blocking(self):
        jisus = self.api(self.jisu)
        made = jisus.post("/blocked-senders", {"brand": self.onnuri.pk, "value": "bad.example"})
        self.assertEqual(made.status_code, 201, made.content)
        foreign = {"brand": self.haneul.pk, "value": "bad.example"}
        self.assertEqual(jisus.post("/blocked-senders", foreign).status_code, 422)
        self.assertEqual(len(jisus.get("/blocked-senders").json()["items"]), 1)
        analyst = self.api(self.member("ana", "분석", "analyst"))
        path = f"/blocked-senders/{made.json()['id']}"
        self.assertEqual(analyst.delete(path).status_code, 404)
        gone = jisus.delete(f"/blocked-senders/{made.json()['id']}")
        self.assertEqual(gone.status_code, 204)
