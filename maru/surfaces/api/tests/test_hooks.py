from maru.extensions.email.models import Hook
from maru.surfaces.api.tests.cast import ApiTestCase


class HookTests(ApiTestCase):
    def test_one_is_made_listed_and_removed(self):
        soras = self.api(self.sora)
        given = {"channel": self.mailbox.pk, "provider": "mailgun", "key": "k-0123"}
        made = soras.post("/mail-hooks", given)
        self.assertEqual(made.status_code, 201, made.content)
        self.assertIn("/mime/", made.json()["mail_url"])
        self.assertNotIn("k-0123", made.content.decode())
        self.assertEqual(soras.post("/mail-hooks", given).status_code, 409)
        self.assertEqual(len(soras.get("/mail-hooks").json()["items"]), 1)
        self.assertEqual(self.api(self.jisu).get("/mail-hooks").json()["items"], [])
        self.assertEqual(soras.delete(f"/mail-hooks/{made.json()['id']}").status_code, 204)
        self.assertFalse(Hook.objects.exists())

    def test_what_is_missing_is_told(self):
        answer = self.api(self.sora).post(
            "/mail-hooks", {"channel": self.mailbox.pk, "provider": "mailgun"}
        )
        self.assertEqual(list(answer.json()["error"]["fields"]), ["key"])
