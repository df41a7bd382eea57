from datetime import timedelta

import time_machine
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import ApiToken
from maru.staff.members.tests.cast import StaffTestCase

ANSWERS = {"name": "최지수", "language": "ko", "time_zone": "Asia/Seoul", "signature": ""}


class ProfileTests(StaffTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def test_a_new_language_applies_at_once_and_says_so_in_it(self):
        answer = self.client.post("/profile/", {**ANSWERS, "language": "en"}, follow=True)
        self.assertContains(answer, '<html lang="en"')
        self.assertContains(answer, "Your profile is saved.")
        self.assertEqual(Event.of(self.jisu).get().after, {"language": "en"})

    def test_a_time_zone_may_be_named_by_its_city(self):
        self.client.post("/profile/", {**ANSWERS, "time_zone": "tokyo"})
        self.jisu.refresh_from_db()
        self.assertEqual(self.jisu.time_zone, "Asia/Tokyo")

    def test_what_was_typed_stays_when_an_answer_is_refused(self):
        answer = self.client.post(
            "/profile/", {**ANSWERS, "time_zone": "Mars/Olympus", "signature": "지수 드림"}
        )
        self.assertContains(answer, "Mars/Olympus", status_code=422)
        self.assertContains(answer, "지수 드림", status_code=422)
        self.jisu.refresh_from_db()
        self.assertEqual(self.jisu.time_zone, "Asia/Seoul")

    def test_the_role_is_not_ones_own_to_set(self):
        self.client.post("/profile/", {**ANSWERS, "role": "admin", "email": "x@x.kr"})
        self.jisu.refresh_from_db()
        self.assertEqual((self.jisu.role, self.jisu.email), ("agent", "jisu@onnuri.example"))

    def test_the_preview_shows_the_signature_and_not_its_markup(self):
        answer = self.client.post("/profile/signature/", {"signature": "<script>1</script>"})
        self.assertContains(answer, "&lt;script&gt;")
        self.assertNotContains(answer, "<script>1")


class ApiTokenTests(StaffTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def make(self, **answers: object):
        given = {"name": "주문 시스템", "scopes": ["tickets:read"], "days": "30", **answers}
        return self.client.post("/profile/tokens/", given)

    def test_loading_the_answer_again_leads_to_the_profile(self):
        self.assertRedirects(self.client.get("/profile/tokens/"), "/profile/")

    def test_a_token_is_shown_once_and_works(self):
        answer = self.make()
        token = answer.content.decode().partition('value="maru_')[2].partition('"')[0]
        row = ApiToken.of(f"maru_{token}")
        assert row is not None
        self.assertEqual((row.member, row.scopes), (self.jisu, ["tickets:read"]))
        self.assertNotContains(self.client.get("/profile/"), token)
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_it_ends_when_it_said(self):
        self.make()
        row = ApiToken.objects.get()
        with time_machine.travel(timezone.now() + timedelta(days=31)):
            self.assertTrue(row.is_over)

    def test_without_a_scope_none_is_made(self):
        self.assertEqual(self.make(scopes=[]).status_code, 422)
        self.assertEqual(self.make(scopes=["everything"]).status_code, 422)
        self.assertFalse(ApiToken.objects.exists())

    def test_it_is_revoked_by_its_owner_only(self):
        token = ApiToken.issue(self.eve, ["tickets:read"])
        row = ApiToken.objects.get()
        self.assertEqual(self.client.delete(f"/profile/tokens/{row.pk}/").status_code, 404)
        self.client.force_login(self.eve)
        self.assertEqual(self.client.delete(f"/profile/tokens/{row.pk}/").status_code, 200)
        self.assertIsNone(ApiToken.of(token))
        self.assertTrue(Event.of(self.eve).filter(verb="token.revoked").exists())
