"""/me/preferences, /me/availability and the time of tickets."""

from __future__ import annotations

from django.utils import timezone

from maru.support.worktime.models import Work
from maru.surfaces.api.tests.cast import ApiTestCase


class PersonalTests(ApiTestCase):
    def test_only_what_is_sent_changes(self):
        jisus = self.api(self.jisu)
        changed = jisus.patch("/me/preferences", {"has_quiet_hours": True, "quiet_days": ["sat"]})
        self.assertEqual((changed.status_code, changed.json()["quiet_days"]), (200, ["sat"]))
        again = jisus.patch("/me/preferences", {"theme": "dark"}).json()
        self.assertEqual((again["has_quiet_hours"], again["theme"]), (True, "dark"))
        self.assertEqual(jisus.get("/me/preferences").json(), again)
        wrong = jisus.patch("/me/preferences", {"quiet_to": "19:00"})
        self.assertIn("quiet_to", wrong.json()["error"]["fields"])

    def test_colleagues_read_who_is_away(self):
        jisus = self.api(self.jisu)
        said = jisus.send(
            "PUT", "/me/availability", {"availability": "break", "back_at": "30분 뒤"}
        )
        self.assertEqual(said.json()["availability"], "break")
        shown = self.api(self.minho).get(f"/members/{self.jisu.pk}").json()
        self.assertEqual(shown["back_at"], said.json()["back_at"])
        wrong = jisus.send("PUT", "/me/availability", {"availability": "away", "back_at": "언젠가"})
        self.assertIn("back_at", wrong.json()["error"]["fields"])
        self.assertEqual(
            jisus.send("PUT", "/me/availability", {"availability": "gone"}).status_code, 422
        )


class TimeTests(ApiTestCase):
    def setUp(self):
        self.today = timezone.localdate()
        Work.add(self.ticket.pk, self.jisu, 600, self.today)
        Work.add(self.ticket.pk, self.minho, 300, self.today)

    def test_one_s_own_is_corrected_with_its_reason(self):
        given = {"ticket": self.ticket.pk, "day": self.today.isoformat(), "minutes": 15,
                 "reason": "전화"}  # fmt: skip
        (item,) = self.api(self.jisu).send("PUT", "/me/time", given).json()["items"]
        self.assertEqual((item["seconds"], item["measured"]), (900, 600))
        self.assertEqual((item["corrections"][0]["before"], item["corrections"][0]["reason"]),
                         (600, "전화"))  # fmt: skip
        refused = self.api(self.eve).send("PUT", "/me/time", given)
        self.assertIn("ticket", refused.json()["error"]["fields"])

    def test_sums_are_for_whoever_may_take_them_along(self):
        place = f"/tickets/{self.ticket.pk}/time"
        self.assertEqual(self.api(self.jisu).get(place).json(), {"mine": 600, "whole": None})
        self.assertEqual(self.api(self.minho).get(place).json(), {"mine": 300, "whole": 900})
        teams = f"/teams/{self.team.pk}/time"
        self.assertEqual(self.api(self.jisu).get(teams).status_code, 403)
        (day,) = self.api(self.minho).get(teams).json()["items"]
        self.assertEqual((day["seconds"], day["people"]), (900, 2))
        Work.objects.filter(member=self.minho).delete()
        self.assertIsNone(self.api(self.minho).get(teams).json()["items"][0]["seconds"])
