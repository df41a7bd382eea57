"""Mail and news by Amazon SES: SNS signed it, it is of our account, and it counts once (S14)."""

import base64
import json
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import OperationalError

from maru.extensions.email.hooks import views
from maru.extensions.email.tests.sns import (
    ACCOUNT,
    HOST,
    REGION,
    certificate,
    sns_on_loopback,
)
from maru.extensions.email.tests.test_hooks import NewsTestCase
from maru.kit.blobs import store
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.mails import mail


class SesTestCase(NewsTestCase):
    provider = "ses"

    def setUp(self) -> None:
        super().setUp()
        self.sns = self.enterContext(sns_on_loopback())
        self.enterContext(
            self.settings(MAIL_PROVIDERS_AT={"sns": self.sns.address}, FETCH_ALLOW=["127.0.0.0/8"])
        )
        self.hook.key = ACCOUNT
        self.hook.save()

    def give(self, told: object, url: str = "") -> int:
        # As SNS does it, unless its subscription asks for another content type.
        return self.post(json.dumps(told).encode(), "text/plain; charset=UTF-8", url)

    def received(self, raw: bytes, *, encoding: str = "BASE64", **changes: object) -> dict:
        as_text = base64.b64encode(raw) if encoding == "BASE64" else raw
        return {
            "notificationType": "Received",
            "mail": {"source": "kim@example.com", "messageId": "o3vrnil0e2ic",
                     "destination": [self.mailbox.address]},
            "receipt": {
                "recipients": [self.mailbox.address], "spamVerdict": {"status": "PASS"},
                "action": {"type": "SNS", "encoding": encoding, "topicArn": self.sns.topic()},
            },
            "content": as_text.decode("utf-8", "replace"), **changes,
        }  # fmt: skip


class SesMailTests(SesTestCase):
    def test_a_mail_becomes_a_ticket_byte_for_byte_once(self):
        raw = mail("안녕하세요", Subject="새 문의").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        raw += b"\xc7\xd1\xb1\xdb\r\n"  # EUC-KR as it is
        told = self.sns.notification(self.received(raw))
        again = self.sns.notification(self.received(raw), SignatureVersion="2")
        for each in (told, told, again):
            self.assertEqual(self.give(each), 200)
        envelope = Envelope.objects.get()
        self.assertEqual(store().read(envelope.sha256), raw)
        self.assertEqual(envelope.transport["mail_from"], "kim@example.com")
        open_waiting()
        self.assertTrue(Ticket.objects.filter(subject="새 문의").exists())
        self.assertEqual(self.trouble(), "")

    def test_as_utf_8_it_is_taken_and_damage_is_told(self):
        whole = self.received(mail("한글", Subject="하나"), encoding="UTF-8")
        self.assertEqual(self.give(self.sns.notification(whole)), 200)
        self.assertEqual(self.trouble(), "")
        damaged = self.received(mail(Subject="둘") + b"\xc7\xd1\xb1\xdb\r\n", encoding="UTF-8")
        self.assertEqual(self.give(self.sns.notification(damaged)), 200)
        self.assertEqual(Envelope.objects.count(), 2)
        self.assertEqual(self.trouble(), "damaged")

    def test_what_neither_the_topic_nor_a_bucket_gives_is_refused_in_words(self):
        told = self.received(mail())
        del told["content"]
        told["receipt"]["action"] = {"type": "Lambda", "functionArn": "arn"}
        self.assertEqual(self.give(self.sns.notification(told)), 422)
        self.assertEqual(self.trouble(), "no_raw")

    def test_what_amazon_did_not_sign_for_our_account_is_forged(self):
        told = self.received(mail())
        good = self.sns.notification(told)
        stranger = rsa.generate_private_key(65537, 2048)
        for name, forged in {
            "another mail": {**good, "Message": json.dumps(self.received(mail(Subject="둘")))},
            "another time": {**good, "Timestamp": "2026-11-28T09:00:00.001Z"},
            "a subject put in": {**good, "Subject": "x"},
            "another key": self.sns.signed(good, stranger),
            "no signature": {**good, "Signature": ""},
            "no base64": {**good, "Signature": "\u00e9"},
            "an unknown version": {**good, "SignatureVersion": "3"},
            "another account": self.sns.notification(told, TopicArn=self.sns.topic("999999999999")),
            "no topic": self.sns.notification(told, TopicArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"),
        }.items():
            with self.subTest(name):
                self.assertEqual(self.give(forged), 403)
                self.assertEqual(self.trouble(), "forged")
        self.assertFalse(Envelope.objects.exists())

    def test_a_certificate_counts_only_from_amazon_sns_itself(self):
        told = self.received(mail())
        for url in (
            f"http://sns.{REGION}.amazonaws.com{self.sns.pem}",
            f"https://sns.s3.amazonaws.com{self.sns.pem}",  # a bucket by the name of "sns"
            f"https://sns.{REGION}.amazonaws.com.evil.example{self.sns.pem}",
            f"https://evil.example/sns.{REGION}.amazonaws.com{self.sns.pem}",
            f"https://xsns.{REGION}.amazonaws.com{self.sns.pem}",
            f"https://sns.us-east-1.amazonaws.com{self.sns.pem}",  # not the topic's region
            f"https://sns.{REGION}.amazonaws.com:8443{self.sns.pem}",
            f"https://sns.{REGION}.amazonaws.com@evil.example{self.sns.pem}",
            f"https://a:b@sns.{REGION}.amazonaws.com{self.sns.pem}",
            f"https://sns.{REGION}.amazonaws.com:port{self.sns.pem}",
            f"file:///sns.{REGION}.amazonaws.com{self.sns.pem}",
            "https://[::1",
        ):
            with self.subTest(url):
                self.assertEqual(self.give(self.sns.notification(told, SigningCertURL=url)), 403)

    def test_a_certificate_of_another_name_or_past_its_time_proves_nothing(self):
        told = self.received(mail())
        for number, pem in enumerate(
            [certificate(self.sns.key, "evil.example"), certificate(self.sns.key, days=-1), b"x"]
        ):
            with self.subTest(number):
                self.sns.pem, self.sns.certificate = f"/{number}{self.sns.pem}", pem
                self.assertEqual(self.give(self.sns.notification(told)), 403)

    def test_while_amazon_cannot_be_asked_the_mail_comes_again(self):
        told = self.sns.notification(self.received(mail()))
        self.sns.is_away = True
        self.assertEqual(self.give(told), 503)
        self.sns.is_away = False
        moved = self.sns.notification(self.received(mail()), SigningCertURL=f"{HOST}/moved.pem")
        self.assertEqual(self.give(moved), 503)  # nothing leads away from Amazon
        self.assertEqual(self.give(told), 200)

    def test_what_cannot_be_stored_is_not_acknowledged(self):
        told = self.sns.notification(self.received(mail()))
        with patch.object(views, "accept", side_effect=OperationalError("gone")):
            self.assertEqual(self.give(told), 503)
        self.assertEqual(self.give(told), 200)

    def test_what_is_no_notification_is_malformed(self):
        broken = self.received(mail())
        broken["content"] = "no base64!"
        for told in (
            [], {}, "x", {"Type": "Notification"}, self.sns.notification("no json"),
            self.sns.notification([]), self.sns.notification(broken),
            self.sns.notification({"notificationType": "Bounce", "mail": {}}),
            self.sns.notification({"notificationType": "Received"}),
        ):  # fmt: skip
            with self.subTest(str(told)[:60]):
                self.assertEqual(self.give(told), 400)
        self.assertEqual(self.post(b"\xff{", "text/plain"), 400)


class HandshakeTests(SesTestCase):
    def test_a_subscription_is_confirmed_at_both_addresses(self):
        self.assertEqual(self.give(self.sns.handshake()), 200)
        self.assertEqual(self.give(self.sns.handshake(), self.hook.events_url), 200)
        self.assertEqual(len(self.sns.confirmed), 2)
        self.assertIn("Token=2336412f", self.sns.confirmed[0])
        ended = self.sns.handshake(Type="UnsubscribeConfirmation")
        self.assertEqual(self.give(ended), 200)
        self.assertEqual(len(self.sns.confirmed), 2)
        self.assertFalse(Envelope.objects.exists())

    def test_nothing_else_is_asked(self):
        for url in (
            "http://169.254.169.254/latest/meta-data/",
            f"{self.sns.address}/?Action=ConfirmSubscription&x",
            "https://maru.s3.amazonaws.com/?Action=ConfirmSubscription&x",
            f"https://sns.{REGION}.amazonaws.com.evil.example/?Action=ConfirmSubscription&x",
        ):
            with self.subTest(url):
                self.assertEqual(self.give(self.sns.handshake(SubscribeURL=url)), 403)
        other = self.sns.handshake(TopicArn=self.sns.topic("999999999999"))
        self.assertEqual(self.give(other), 403)
        self.assertEqual(self.give({**self.sns.handshake(), "Token": "other"}), 403)
        self.assertEqual(self.sns.confirmed, [])

    def test_what_could_not_be_confirmed_comes_again(self):
        told = self.sns.handshake()
        self.give(self.sns.handshake(Type="UnsubscribeConfirmation"))  # knows the certificate
        self.sns.is_away = True
        self.assertEqual(self.give(told), 503)


class SesNewsTests(SesTestCase):
    def told(self, kind: str, **about: object) -> int:
        headers = [{"name": "From", "value": self.mailbox.address},
                   {"name": "Message-ID", "value": f"<{self.delivery.message_id}>"}]  # fmt: skip
        return self.news({"eventType": kind, "mail": {"headers": headers}, **about})

    def news(self, message: object) -> int:
        return self.give(self.sns.notification(message), self.hook.events_url)

    def test_delivery_delay_and_reading_join_the_delivery(self):
        self.assertEqual(self.told("Send", send={}), 200)
        self.assertEqual(self.state(self.delivery), ("sent", False))
        self.assertEqual(self.delivery.via, "Amazon SES")
        self.told("DeliveryDelay", deliveryDelay={"delayType": "MailboxFull"})
        self.told("Delivery", delivery={"recipients": ["kim@example.com"]})
        self.told("Open", open={})
        self.told("Complaint", complaint={"complainedRecipients": []})
        self.delivery.refresh_from_db()
        heard = self.delivery
        for at in (heard.delayed_at, heard.delivered_at, heard.read_at, heard.complained_at):
            self.assertIsNotNone(at)
        self.assertEqual(self.state(self.delivery), ("sent", False))

    def test_a_bounce_is_a_loss_and_an_absence_note_is_none(self):
        who = {"emailAddress": "kim@example.com"}
        absent = {"bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": [who]}
        self.told("Bounce", bounce=absent)
        self.assertEqual(self.state(self.delivery), ("sent", False))
        full = {**absent, "bouncedRecipients": [{**who, "action": "failed", "status": "5.2.2"}]}
        self.told("Bounce", bounce=full)
        self.assertEqual(self.state(self.delivery), ("sent", True))

    def test_a_permanent_bounce_and_a_reject_are_losses(self):
        for number, news in enumerate(
            [
                {"notificationType": "Bounce", "bounce": {"bounceType": "Permanent"}},
                {"eventType": "Reject", "reject": {"reason": "Bad content"}},
            ],
            start=5,
        ):
            sent = self.queued(self.mailbox, number)
            headers = [{"name": "message-id", "value": f"<{sent.message_id}>"}]
            self.assertEqual(self.news({**news, "mail": {"headers": headers}}), 200)
            self.assertEqual(self.state(sent), ("sent", True))

    def test_news_without_headers_is_told(self):
        news = {"notificationType": "Delivery", "mail": {"messageId": "0102"}, "delivery": {}}
        self.assertEqual(self.news(news), 422)
        self.assertEqual(self.trouble(), "no_headers")

    def test_another_brand_s_mail_forged_news_and_setting_up_change_nothing(self):
        other = self.queued(self.other_mailbox, 2)
        headers = [{"name": "Message-ID", "value": f"<{other.message_id}>"}]
        self.assertEqual(self.news({"eventType": "Bounce", "mail": {"headers": headers},
                                    "bounce": {"bounceType": "Permanent"}}), 200)  # fmt: skip
        self.assertEqual(self.state(other), ("unknown", False))
        hello = "Successfully validated SNS topic for Amazon SES event publishing."
        self.assertEqual(self.news(hello), 200)
        self.assertEqual(self.news({"notificationType": "AmazonSnsSubscriptionSucceeded"}), 200)
        self.assertEqual(self.news(self.received(mail())), 400)
        forged = {**self.sns.notification({}), "Message": "{}x"}
        self.assertEqual(self.give(forged, self.hook.events_url), 403)
        self.assertEqual(self.state(self.delivery), ("unknown", False))
