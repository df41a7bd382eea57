"""The page of the bucket that SES puts mail into."""

from maru.extensions.email.hooks.s3 import SETUP
from maru.extensions.email.models import Bucket, Hook
from maru.extensions.email.tests.s3 import KEY_ID, REGION, SECRET, Box, s3_on_loopback
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class BucketPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.hook_path = f"/console/addresses/{self.mailbox.pk}/hook/"
        self.client.post(self.hook_path, {"provider": "ses", "key": "123456789012"})
        self.path = f"{self.hook_path}bucket/"

    def save(self, **changes: str):
        given = {"name": "maru-mail", "region": REGION, "key_id": KEY_ID, "secret": SECRET}
        return self.client.post(self.path, {**given, **changes})

    def test_it_is_named_shown_without_its_secret_and_forgotten(self):
        self.assertContains(self.client.get(self.hook_path), self.path)
        self.assertEqual(self.save().status_code, 302)
        bucket = Bucket.objects.get()
        self.assertEqual(bucket.credentials, (KEY_ID, SECRET))
        for path in (self.path, self.hook_path):
            self.assertNotContains(self.client.get(path), SECRET)
        self.assertContains(self.client.get(self.path), "arn:aws:s3:::maru-mail/*")
        self.assertEqual(Event.of(bucket).get().after["secret"], "***")
        self.save(secret="", prefix="in/ ")
        bucket.refresh_from_db()
        self.assertEqual((bucket.secret, bucket.prefix), (SECRET, "in/ "))
        self.client.delete(self.path)
        self.assertFalse(Bucket.objects.exists())
        self.assertTrue(Event.objects.filter(verb="bucket.removed").exists())

    def test_what_cannot_be_is_refused_in_words(self):
        for words, changes in [
            ("버킷 이름이 아닙니다", {"name": "s3://Mail"}),
            ("버킷 이름이 아닙니다", {"name": "a..b"}),
            ("ap-northeast-2처럼", {"region": "서울"}),
            ("액세스 키가 아닙니다", {"key_id": "wJalr/x"}),
            ("비밀 키도", {"secret": ""}),
            ("액세스 키를 넣으세요", {"key_id": "", "secret": ""}),
        ]:
            with self.subTest(changes):
                self.assertContains(self.save(**changes), words, status_code=422)
        self.assertFalse(Bucket.objects.exists())

    def test_a_kept_secret_goes_with_its_own_key_alone(self):
        self.save()
        answer = self.save(key_id="AKIAANOTHERANOTHER00", secret="")
        self.assertContains(answer, "비밀 키도", status_code=422)
        with self.settings(S3_KEY_ID="AKIACOMMONCOMMON0000", S3_SECRET="s"):
            self.assertEqual(self.save(key_id="", secret="").status_code, 302)
            self.assertEqual(Bucket.objects.get().credentials, ("AKIACOMMONCOMMON0000", "s"))
        self.assertEqual(Bucket.objects.get().sealed_secret, "")

    def test_the_test_says_what_is_wrong(self):
        self.assertEqual(self.client.post(f"{self.path}trial/").status_code, 404)
        self.save()
        with s3_on_loopback() as s3, self.settings(
            MAIL_PROVIDERS_AT={"s3": s3.address}, FETCH_ALLOW=["127.0.0.0/8"]
        ):  # fmt: skip
            self.assertContains(self.client.post(f"{self.path}trial/"), "이런 이름의 S3 버킷")
            box = s3.boxes["maru-mail"] = Box(lets_list=True)
            self.assertContains(self.client.post(f"{self.path}trial/"), "접두사가 맞나요")
            box.objects[SETUP] = b"x"
            self.assertContains(self.client.post(f"{self.path}trial/"), "잘 됩니다")

    def test_with_another_provider_it_goes(self):
        self.save()
        self.client.post(self.hook_path, {"provider": "ses", "key": ""})
        self.assertTrue(Bucket.objects.exists())
        self.client.post(self.hook_path, {"provider": "postmark"})
        self.assertFalse(Bucket.objects.exists())
        self.assertEqual(self.client.get(self.path).status_code, 404)
        self.assertTrue(Hook.objects.exists())
