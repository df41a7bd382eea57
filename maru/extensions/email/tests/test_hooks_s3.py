"""Mail that SES puts into S3: fetched, stored, and only then acknowledged (D1, D3)."""

import os
from datetime import timedelta
from unittest.mock import patch

import time_machine
from django.db import OperationalError
from django.test import SimpleTestCase

from maru.extensions.email.hooks import s3 as reading
from maru.extensions.email.hooks import views
from maru.extensions.email.hooks.s3 import SETUP, signed, try_out, url_of
from maru.extensions.email.models import Bucket, Hook
from maru.extensions.email.tests.s3 import KEY_ID, REGION, SECRET, Box, Refused, s3_on_loopback
from maru.extensions.email.tests.test_hooks_ses import SesTestCase
from maru.kit.blobs import store
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.mails import mail

KEY = "o3vrnil0e2ic28trm7dfhrc2v0cnbeccl4nbp0g1"


class S3TestCase(SesTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.s3 = self.enterContext(s3_on_loopback())
        at = {"sns": self.sns.address, "s3": self.s3.address}
        self.enterContext(self.settings(MAIL_PROVIDERS_AT=at))
        self.box = self.s3.boxes["maru-mail"] = Box()
        self.bucket = Bucket(hook=self.hook, name="maru-mail", region=REGION, key_id=KEY_ID)
        self.bucket.secret = SECRET
        self.bucket.save()

    def told(self, key: str = KEY, bucket: str = "maru-mail") -> dict:
        told = self.received(b"")
        del told["content"]
        told["receipt"]["action"] = {
            "type": "S3", "topicArn": self.sns.topic(), "bucketName": bucket,
            "objectKeyPrefix": "", "objectKey": key,
        }  # fmt: skip
        return told

    def hand_over(self, key: str = KEY, bucket: str = "maru-mail") -> int:
        return self.give(self.sns.notification(self.told(key, bucket)))

    def assert_refused(self, status: int, trouble: str) -> None:
        with self.subTest(trouble):
            self.assertEqual(self.hand_over(), status)
            self.assertEqual(self.trouble(), trouble)
            self.assertFalse(Envelope.objects.exists())


class FetchingTests(S3TestCase):
    def test_a_mail_becomes_a_ticket_byte_for_byte_once(self):
        raw = mail("안녕하세요", Subject="새 문의") + b"\xc7\xd1\xb1\xdb\n"
        self.box.objects[KEY] = raw
        for _ in range(3):
            self.assertEqual(self.hand_over(), 200)
        envelope = Envelope.objects.get()
        self.assertEqual(store().read(envelope.sha256), raw)
        self.assertEqual(envelope.size, len(raw))
        self.assertEqual(envelope.transport["mail_from"], "kim@example.com")
        self.assertEqual(envelope.transport["rcpt_to"], [self.mailbox.address])
        open_waiting()
        self.assertTrue(Ticket.objects.filter(subject="새 문의").exists())
        self.assertEqual(self.trouble(), "")

    def test_it_is_the_mail_that_the_topic_gave_whole(self):
        raw = mail().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.box.objects[KEY] = raw
        self.assertEqual(self.give(self.sns.notification(self.received(raw))), 200)
        self.assertEqual(self.hand_over(), 200)
        self.assertEqual(Envelope.objects.count(), 1)

    def test_any_name_that_s3_takes_is_found(self):
        for number, key in enumerate(
            [
                "mail/x",
                "/mail/x",
                "mail//x",
                "../x/./y",
                "한글 폴더/a+b=c&d?e",
                "a~b*c(d)!'e",
                "%41#",
            ]
        ):
            with self.subTest(key):
                self.box.objects[key] = mail(Subject=str(number))
                self.assertEqual(self.hand_over(key), 200)
                self.assertEqual(self.s3.asked[-1], key)
        self.assertEqual(Envelope.objects.count(), 7)

    def test_what_cannot_be_stored_is_not_acknowledged(self):
        self.box.objects[KEY] = mail()
        with patch.object(views, "accept", side_effect=OperationalError("gone")):
            self.assertEqual(self.hand_over(), 503)
        with patch.object(store(), "adopt", side_effect=OSError(28, "No space left on device")):
            self.assertEqual(self.hand_over(), 503)
        self.assertEqual(list(store()._incoming.iterdir()), [])
        self.assertFalse(Envelope.objects.exists())
        self.assertEqual(self.hand_over(), 200)

    def test_the_installation_s_key_reads_where_there_is_no_own(self):
        self.box.objects[KEY] = mail()
        Bucket.objects.update(key_id="", sealed_secret="")
        self.assert_refused(503, "s3_no_key")
        with self.settings(S3_KEY_ID=KEY_ID, S3_SECRET=SECRET):
            self.assertEqual(self.hand_over(), 200)

    def test_another_account_s_topic_has_nothing_fetched(self):
        self.box.objects[KEY] = mail()
        forged = self.sns.notification(self.told(), TopicArn=self.sns.topic("999999999999"))
        self.assertEqual(self.give(forged), 403)
        self.assertEqual(self.s3.asked, [])


class RefusalTests(S3TestCase):
    def test_without_a_bucket_or_of_another_one_it_comes_again(self):
        self.s3.boxes["another"] = Box(objects={KEY: mail()})
        self.assertEqual(self.hand_over(bucket="another"), 503)
        self.assertEqual(self.trouble(), "s3_other")
        Bucket.objects.all().delete()
        self.assert_refused(503, "in_s3")
        self.assertEqual(self.s3.asked, [])

    def test_what_somebody_can_mend_comes_again_and_is_told(self):
        self.box.objects[KEY] = mail()
        self.box.lets_read = False
        self.assert_refused(503, "s3_denied")
        self.box.lets_read, self.box.region = True, "eu-west-1"
        self.assert_refused(503, "s3_region")
        self.box.region = REGION
        Bucket.objects.update(region="us-east-1")
        self.assert_refused(503, "s3_region")
        Bucket.objects.update(region=REGION, key_id="AKIAUNKNOWNUNKNOWN00")
        self.assert_refused(503, "s3_key")
        self.bucket.secret = "another"
        self.bucket.save()
        self.assert_refused(503, "s3_key")
        self.bucket.secret = SECRET
        self.bucket.save()
        self.s3.clock = -timedelta(minutes=20)
        self.assert_refused(503, "s3_clock")
        self.s3.clock = timedelta(0)
        self.box.refusals[KEY] = Refused(400, "KMS.DisabledException")
        self.assert_refused(503, "s3_kms")
        self.box.refusals[KEY] = Refused(403, "AllAccessDisabled")
        self.assert_refused(503, "s3_refused")
        self.box.refusals.clear()
        del self.s3.boxes["maru-mail"]
        self.assert_refused(503, "s3_bucket")
        self.s3.boxes["maru-mail"] = self.box
        self.assertEqual(self.hand_over(), 200)
        self.assertEqual(self.trouble(), "")

    def test_while_s3_is_away_it_comes_again(self):
        self.box.objects[KEY] = mail()
        for away in (
            Refused(503, "SlowDown"), Refused(500, "InternalError"),
            Refused(503, "ServiceUnavailable"), Refused(400, "RequestTimeout"),
            Refused(307, "TemporaryRedirect", Location="http://169.254.169.254/"),
        ):  # fmt: skip
            self.s3.away = away
            self.assert_refused(503, "s3_away")
        self.s3.away = None
        with self.settings(FETCH_ALLOW=["127.0.0.0/8"], MAIL_PROVIDERS_AT={
            "sns": self.sns.address, "s3": "http://127.0.0.1:1"}):  # fmt: skip
            self.assert_refused(503, "s3_away")
        self.assertEqual(self.hand_over(), 200)

    def test_what_is_gone_archived_or_encrypted_is_refused_for_good(self):
        self.box.lets_list = True
        self.assert_refused(422, "s3_gone")
        self.box.objects[KEY] = mail()
        self.box.refusals[KEY] = Refused(403, "InvalidObjectState")
        self.assert_refused(422, "s3_archived")
        self.box.refusals.clear()
        self.box.metadata = {"x-amz-meta-x-amz-key-v2": "AQID"}
        self.assert_refused(422, "s3_encrypted")

    def test_what_is_too_large_is_refused_and_not_kept(self):
        self.box.objects[KEY] = mail() + os.urandom(300_000)
        with self.settings(MAIL_MAX_BYTES=200_000):
            self.assert_refused(413, "too_large")
            self.s3.hides_size = True
            self.assert_refused(413, "too_large")
        self.assertEqual(list(store()._incoming.iterdir()), [])
        self.assertEqual(self.hand_over(), 200)

    def test_half_a_mail_is_none(self):
        self.box.objects[KEY] = mail() + os.urandom(300_000)
        self.s3.breaks_off = True
        self.assert_refused(503, "s3_away")
        self.s3.hides_size = True
        self.assert_refused(503, "s3_away")
        self.s3.breaks_off = self.s3.hides_size = False
        self.assertEqual(self.hand_over(), 200)

    def test_one_that_comes_drop_by_drop_is_given_up(self):
        self.box.objects[KEY] = mail() + os.urandom(400_000)
        self.s3.pause = 0.4
        with patch.object(reading, "PATIENCE", 0.8):
            self.assert_refused(503, "s3_away")
        self.s3.pause = 0.0
        self.assertEqual(self.hand_over(), 200)

    def test_no_network_of_our_own_is_asked(self):
        self.box.objects[KEY] = mail()
        self.hand_over("other")  # fetches Amazon's certificate while it may
        with self.settings(FETCH_ALLOW=[]):
            self.assertEqual(self.hand_over(), 503)
        self.assertEqual(self.s3.asked, ["other"])

    def test_a_notification_that_names_no_object_is_malformed(self):
        for action in ({}, {"bucketName": "maru-mail"}, {"bucketName": 1, "objectKey": KEY}):
            told = self.told()
            told["receipt"]["action"] = {"type": "S3", **action}
            self.assertEqual(self.give(self.sns.notification(told)), 400)


class TrialTests(S3TestCase):
    def why(self) -> str:
        found = try_out(Bucket.objects.get())
        return found.code if found else ""

    def test_it_reads_the_file_that_ses_puts_there(self):
        self.assertEqual(self.why(), "s3_denied")
        self.box.lets_list = True
        self.assertEqual(self.why(), "s3_empty_place")
        self.box.objects[SETUP] = b"x"
        self.assertEqual(self.why(), "")
        Bucket.objects.update(prefix="in/")
        self.assertEqual(self.why(), "s3_empty_place")
        self.box.objects[f"in/{SETUP}"] = b"x"
        self.assertEqual(self.why(), "")

    def test_a_wrong_region_is_named(self):
        self.box.objects[SETUP] = b"x"
        self.box.region = "eu-west-1"
        self.assertEqual(try_out(self.bucket).detail, "eu-west-1")


class BelongingTests(S3TestCase):
    def test_the_key_is_sealed_and_goes_with_the_webhook(self):
        kept = Bucket.objects.values_list("sealed_secret", flat=True).get()
        self.assertNotIn(SECRET, kept)
        Hook.objects.all().delete()
        self.assertFalse(Bucket.objects.exists())


class AddressTests(SimpleTestCase):
    def test_a_bucket_has_a_host_of_its_own_unless_tls_has_no_name_for_it(self):
        for region, name, url in [
            (REGION, "mail", f"https://mail.s3.{REGION}.amazonaws.com/a%20b/c"),
            (REGION, "mail.example", f"https://s3.{REGION}.amazonaws.com/mail.example/a%20b/c"),
            ("cn-north-1", "mail", "https://mail.s3.cn-north-1.amazonaws.com.cn/a%20b/c"),
        ]:
            self.assertEqual(url_of(region, name, "a b/c"), url)

    def test_the_signature_is_the_one_that_amazon_reckons(self):
        # "Examples: Signature Calculations" of the API reference: bucket lifecycle, list objects.
        for query, signature in [
            ("lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
            (
                "max-keys=2&prefix=J",
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            ),
        ]:
            url = f"https://examplebucket.s3.amazonaws.com/?{query}"
            with time_machine.travel("2013-05-24T00:00:00Z", tick=False):
                headers = signed(url, "us-east-1", KEY_ID, SECRET)
            self.assertTrue(headers["Authorization"].endswith(signature), headers)
