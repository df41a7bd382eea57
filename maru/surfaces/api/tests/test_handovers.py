"""/handovers and /me/open-tickets."""

from __future__ import annotations

from maru.support.tickets.models import Ticket
from maru.surfaces.api.tests.cast import ApiTestCase


class HandoversTests(ApiTestCase):
    def setUp(self):
        self.ticket.assign(self.jisu, by=self.sora)
        self.jisus = self.api(self.jisu)

    def test_what_is_open_is_handed_over_read_and_taken_back(self):
        [told] = self.jisus.get("/me/open-tickets").json()["items"]
        self.assertEqual(told["ticket"], self.ticket.pk)
        asked = {"member": self.minho.pk, "giving": True, "text": "조용", "tickets": [told]}
        made = self.jisus.post("/handovers", asked)
        self.assertEqual(made.status_code, 201, made.content)
        [part] = made.json()["tickets"]
        self.assertEqual((part["given"], part["left"], part["text"]), (True, "", told["text"]))
        self.assertEqual(Ticket.objects.get().assignee, self.minho)
        minhos = self.api(self.minho)
        [listed] = minhos.get("/handovers").json()["items"]
        path = f"/handovers/{listed['id']}"
        self.assertEqual(minhos.get(path).json()["tickets"], [part])
        self.assertEqual(minhos.post(f"{path}/undo").status_code, 409)
        self.assertIsNotNone(self.jisus.post(f"{path}/undo").json()["undone_at"])
        self.assertEqual(Ticket.objects.get().assignee, self.jisu)
        self.assertEqual(self.jisus.post(f"{path}/undo").status_code, 409)
        self.assertEqual(self.api(self.sora).get(path).status_code, 404)

    def test_who_leaves_is_away_until_it_is_taken_back(self):
        one = [{"ticket": self.ticket.pk, "text": "x"}]
        asked = {"member": self.minho.pk, "leaving": True, "tickets": one}
        made = self.jisus.post("/handovers", asked).json()
        self.assertIs(made["leaving"], True)
        self.assertEqual(self.jisus.get("/me/availability").json()["availability"], "away")
        self.jisus.post(f"/handovers/{made['id']}/undo")
        self.assertEqual(self.jisus.get("/me/availability").json()["availability"], "available")

    def test_bad_input_names_its_field(self):
        one = [{"ticket": self.ticket.pk, "text": "x"}]
        for given, field in (
            ({"tickets": one}, "member"), ({"member": self.eve.pk, "tickets": one}, "member"),
            ({"team": 9999, "tickets": one}, "team"),
            ({"member": self.minho.pk, "tickets": []}, "tickets"),
        ):  # fmt: skip
            refused = self.jisus.post("/handovers", given)
            self.assertEqual(refused.status_code, 422)
            self.assertIn(field, refused.json()["error"]["fields"])
