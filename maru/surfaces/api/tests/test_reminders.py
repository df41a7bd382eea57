"""/tickets/{number}/reminders and /me/reminders."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maru.support.reminders.models import Reminder
from maru.surfaces.api.tests.cast import ApiTestCase


class RemindersTests(ApiTestCase):
    def setUp(self):
        self.place = f"/tickets/{self.ticket.pk}/reminders"
        self.jisus = self.api(self.jisu)

    def test_it_is_set_in_words_put_off_done_and_taken_back(self):
        made = self.jisus.post(self.place, {"at": "내일 오후 2시", "text": "다시 전화하기"})
        self.assertEqual(made.status_code, 201)
        self.assertEqual((made.json()["text"], made.json()["team"]), ("다시 전화하기", None))
        path = f"{self.place}/{made.json()['id']}"
        later = timezone.now() + timedelta(days=2)
        put_off = self.jisus.patch(path, {"at": later.isoformat(), "team": self.team.pk}).json()
        self.assertEqual(put_off["team"]["id"], self.team.pk)
        self.assertEqual(put_off["text"], "다시 전화하기")
        self.assertEqual(Reminder.objects.get().due_at, later)
        self.assertEqual(len(self.jisus.get("/me/reminders").json()["items"]), 1)
        self.assertIsNotNone(self.jisus.patch(path, {"done": True}).json()["done_at"])
        self.assertEqual(self.jisus.get(self.place).json()["items"], [])
        self.assertEqual(self.jisus.delete(path).status_code, 204)

    def test_bad_input_names_its_field(self):
        for given, field in (({"at": "언젠가"}, "at"), ({"at": "내일", "team": 9999}, "team"),
                             ({"at": "2020-01-01T00:00:00Z"}, "at")):  # fmt: skip
            refused = self.jisus.post(self.place, given)
            self.assertEqual(refused.status_code, 422)
            self.assertIn(field, refused.json()["error"]["fields"])

    def test_one_s_own_does_not_exist_for_others(self):
        path = f"{self.place}/{self.jisus.post(self.place, {'at': '내일'}).json()['id']}"
        minhos = self.api(self.minho)
        self.assertEqual(minhos.get(self.place).json()["items"], [])
        self.assertEqual(minhos.patch(path, {"done": True}).status_code, 404)
        self.assertEqual(minhos.delete(path).status_code, 404)
