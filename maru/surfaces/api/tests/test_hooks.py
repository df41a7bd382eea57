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
        path = f"/mail-hooks/{made.json()['id']}"
        self.assertEqual(soras.get(path).json(), made.json())
        self.assertEqual(self.api(self.jisu).get(path).status_code, 404)
        self.assertEqual(self.api(self.jisu).get("/mail-hooks").json()["items"], [])
        self.assertEqual(soras.delete(f"/mail-hooks/{made.json()['id']}").status_code, 204)
        self.assertFalse(Hook.objects.exists())

    def test_what_is_missing_is_told(self):
        answer = self.api(self.sora).post(
            "/mail-hooks", {"channel": self.mailbox.pk, "provider": "mailgun"}
        )
        self.assertEqual(list(answer.json()["error"]["fields"]), ["key"])

    def test_its_secrets_are_renewed_and_the_old_ones_ended(self):
        soras = self.api(self.sora)
        made = soras.post("/mail-hooks", {"channel": self.mailbox.pk, "provider": "mailgun",
                                          "key": "k-0123"}).json()  # fmt: skip
        self.assertIsNone(made["old_address_until"])
        path = f"/mail-hooks/{made['id']}"
        renewed = soras.post(f"{path}/renewal", {}).json()
        self.assertNotEqual(renewed["mail_url"], made["mail_url"])
        self.assertIsNotNone(renewed["old_address_until"])
        changed = soras.patch(path, {"key": "k-4567"})
        self.assertEqual(changed.status_code, 200, changed.content)
        self.assertIsNotNone(changed.json()["old_key_until"])
        self.assertEqual(changed.json()["mail_url"], renewed["mail_url"])
        self.assertEqual(Hook.objects.get().keys, ["k-4567", "k-0123"])
        self.assertEqual(soras.patch(path, {"provider": "ses"}).status_code, 422)
        self.assertEqual(soras.delete(f"{path}/overlap").status_code, 204)
        ended = soras.get("/mail-hooks").json()["items"][0]
        self.assertEqual((ended["old_key_until"], ended["old_address_until"]), (None, None))
        for method, end in [("post", "/renewal"), ("delete", "/overlap")]:
            refused = getattr(self.api(self.jisu), method)(f"{path}{end}")
            self.assertEqual(refused.status_code, 404)
