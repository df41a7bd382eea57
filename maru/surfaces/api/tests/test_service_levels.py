"""Service levels and clocks, by a program."""

from maru.support.servicelevels.models import ServiceLevel
from maru.support.servicelevels.tests.promising import ask
from maru.surfaces.api.tests.cast import ApiTestCase


class ServiceLevelTests(ApiTestCase):
    def setUp(self):
        self.soras = self.api(self.sora)

    def test_levels_are_made_changed_and_removed(self):
        urgent = {"field": "priority", "op": "is", "value": 4}
        given = {"name": "긴급", "conditions": urgent, "first_reply": 30, "pauses": []}
        made = self.soras.post("/service-levels", given).json()
        self.assertEqual((made["first_reply"], made["resolve"], made["pauses"]), (30, None, []))
        path = f"/service-levels/{made['id']}"
        told = self.soras.patch(path, {"first_reply": None, "resolve": 480}).json()
        self.assertEqual(told, {**made, "first_reply": None, "resolve": 480})
        self.assertEqual(self.soras.get(path).json(), told)
        self.assertEqual(self.soras.get("/service-levels").json()["items"], [told])
        self.assertEqual(self.soras.delete(path).status_code, 204)
        self.assertFalse(ServiceLevel.objects.exists())

    def test_what_cannot_be_is_refused(self):
        for given in [
            {"name": "없음"},
            {"name": "이상한", "first_reply": 10, "conditions": {"field": "no", "op": "is"}},
            {"name": "시각", "first_reply": 10,
             "conditions": {"field": "created", "op": "within", "value": 5}},
            {"name": "멈춤", "first_reply": 10, "pauses": ["closed"]},
        ]:  # fmt: skip
            self.assertEqual(self.soras.post("/service-levels", given).status_code, 422, given)
        self.assertFalse(ServiceLevel.objects.exists())

    def test_others_are_refused_and_see_the_clocks_of_their_tickets(self):
        ServiceLevel.objects.create(name="기본", first_reply=60)
        minhos = self.api(self.minho)
        self.assertEqual(minhos.get("/service-levels").status_code, 403)
        ticket = ask(self)
        [clock] = minhos.get(f"/tickets/{ticket.pk}/clocks").json()["items"]
        self.assertEqual((clock["target"], clock["level"]["name"]), ("first_reply", "기본"))
        self.assertEqual(self.api(self.eve).get(f"/tickets/{ticket.pk}/clocks").status_code, 404)
