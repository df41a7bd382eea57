from datetime import timedelta

from django.utils import timezone

from maru.surfaces.api.tests.cast import ApiTestCase


class SnoozeTests(ApiTestCase):
    def test_a_time_words_or_an_answer_put_it_off_and_delete_brings_it_back(self):
        jisu, path = self.api(self.jisu), f"/tickets/{self.ticket.pk}/snooze"
        at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
        for given, has_time in ((at.isoformat(), True), ("3시간 뒤", True), (None, False)):
            told = jisu.post(path, {"until": given}).json()
            self.assertEqual((told["snoozed"], told["snoozed_until"] is not None), (True, has_time))
        self.assertFalse(jisu.send("DELETE", path, {}).json()["snoozed"])
        wrong = jisu.post(path, {"until": "언젠가"})
        self.assertEqual(wrong.status_code, 422, wrong.content)
        self.assertIn("until", wrong.json()["error"]["fields"])
