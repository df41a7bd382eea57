from maru.extensions.email.hooks.s3 import SETUP
from maru.extensions.email.models import Bucket
from maru.extensions.email.tests.s3 import KEY_ID, REGION, SECRET, Box, s3_on_loopback
from maru.surfaces.api.tests.cast import ApiTestCase


class BucketTests(ApiTestCase):
    def setUp(self):
        self.soras = self.api(self.sora)
        given = {"channel": self.mailbox.pk, "provider": "ses", "key": "123456789012"}
        self.hook = f"/mail-hooks/{self.soras.post('/mail-hooks', given).json()['id']}"
        self.path = f"{self.hook}/bucket"
        self.given = {"name": "maru-mail", "region": REGION, "key_id": KEY_ID, "secret": SECRET}

    def test_it_is_set_changed_tried_and_forgotten(self):
        self.assertEqual(self.soras.get(self.path).status_code, 404)
        made = self.soras.send("PUT", self.path, self.given)
        self.assertEqual((made.status_code, made.json()["prefix"]), (200, ""))
        self.assertNotIn(SECRET, made.content.decode())
        changed = {"name": "maru-mail", "region": REGION, "key_id": KEY_ID, "prefix": "in/"}
        self.soras.send("PUT", self.path, changed)
        self.assertEqual(self.soras.get(self.path).json()["prefix"], "in/")
        self.assertEqual(Bucket.objects.get().secret, SECRET)
        with s3_on_loopback() as s3, self.settings(
            MAIL_PROVIDERS_AT={"s3": s3.address}, FETCH_ALLOW=["127.0.0.0/8"]
        ):  # fmt: skip
            s3.boxes["maru-mail"] = box = Box(region="eu-west-1", objects={f"in/{SETUP}": b"x"})
            tried = self.soras.get(f"{self.path}/trial").json()
            self.assertEqual((tried["trouble"], tried["detail"]), ("s3_region", "eu-west-1"))
            box.region = REGION
            self.assertTrue(self.soras.get(f"{self.path}/trial").json()["works"])
        self.assertEqual(self.soras.delete(self.path).status_code, 204)
        self.assertEqual(self.soras.delete(self.path).status_code, 404)

    def test_what_is_missing_is_told(self):
        answer = self.soras.send("PUT", self.path, {**self.given, "secret": ""})
        self.assertEqual(list(answer.json()["error"]["fields"]), ["secret"])

    def test_only_mail_of_ses_lies_in_s3(self):
        self.soras.delete(self.hook)
        given = {"channel": self.mailbox.pk, "provider": "postmark"}
        other = self.soras.post("/mail-hooks", given).json()["id"]
        answer = self.soras.send("PUT", f"/mail-hooks/{other}/bucket", self.given)
        self.assertEqual(answer.json()["error"]["code"], "not_ses")

    def test_an_agent_finds_none(self):
        self.soras.send("PUT", self.path, self.given)
        jisus = self.api(self.jisu)
        for answer in (
            jisus.get(self.path),
            jisus.get(f"{self.path}/trial"),
            jisus.send("PUT", self.path, self.given),
            jisus.delete(self.path),
        ):
            self.assertEqual(answer.status_code, 404)
        self.assertTrue(Bucket.objects.exists())
