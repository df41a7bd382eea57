"""send_at, /tickets/{number}/scheduled and /me/scheduled."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maru.support.tickets.models import ScheduledAnswer
from maru.surfaces.api.tests.cast import ApiTestCase


class ScheduledTests(ApiTestCase):
    def setUp(self):
        self.place = f"/tickets/{self.ticket.pk}/scheduled"
        self.messages = f"/tickets/{self.ticket.pk}/messages"
        self.jisus = self.api(self.jisu)

    def schedule(self, **given):
        return self.jisus.post(self.messages, {"body": "출발합니다.", "send_at": "내일", **given})

    def test_it_is_scheduled_in_words_changed_sent_and_taken_back(self):
        made = self.schedule(status="pending")
        self.assertEqual(made.status_code, 202)
        self.assertEqual((made.json()["state"], made.json()["status"]), ("waiting", "pending"))
        path = f"{self.place}/{made.json()['id']}"
        later = timezone.now() + timedelta(days=2)
        changed = self.jisus.patch(path, {"send_at": later.isoformat(), "body": "모레 출발합니다."})
        self.assertEqual(changed.json()["body"], "모레 출발합니다.")
        self.assertEqual(ScheduledAnswer.objects.get().send_at, later)
        self.assertEqual(len(self.jisus.get("/me/scheduled").json()["items"]), 1)
        sent = self.jisus.post(f"{path}/sending", {})
        self.assertEqual((sent.status_code, sent.json()["body"]), (201, "모레 출발합니다."))
        self.assertEqual(self.jisus.get(self.place).json()["items"], [])
        again = self.schedule().json()
        draft = self.jisus.delete(f"{self.place}/{again['id']}")
        self.assertEqual((draft.status_code, draft.json()["body"]), (200, "출발합니다."))

    def test_a_time_that_passed_or_is_none_and_a_note_are_refused(self):
        for given in ({"send_at": "2020-01-01T00:00:00Z"}, {"send_at": "언젠가"},
                      {"public": False}):  # fmt: skip
            refused = self.schedule(**given)
            self.assertEqual(refused.status_code, 422)
            self.assertIn("send_at", refused.json()["error"]["fields"])

    def test_what_was_not_seen_is_told_and_a_colleague_takes_over_alone(self):
        row = self.schedule().json()
        minhos = self.api(self.minho)
        self.assertEqual(minhos.post(f"{self.place}/{row['id']}/sending", {}).status_code, 403)
        seen = self.ticket.last_public_id
        self.ticket.reply("먼저", by=self.minho)
        self.assertEqual(self.jisus.get(self.place).json()["items"][0]["because"], "newer")
        path = f"{self.place}/{row['id']}"
        refused = self.jisus.post(f"{path}/sending", {"seen": seen})
        self.assertEqual((refused.status_code, len(refused.json()["newer"])), (409, 1))
        self.assertEqual(self.jisus.patch(path, {"status": "open"}).status_code, 422)
        self.assertEqual(minhos.delete(path).json()["body"], "출발합니다.")

    def test_for_others_it_does_not_exist(self):
        path = f"{self.place}/{self.schedule().json()['id']}"
        self.assertEqual(self.api(self.eve).delete(path).status_code, 404)
        self.assertEqual(self.api(self.minho).get("/me/scheduled").json()["items"], [])
