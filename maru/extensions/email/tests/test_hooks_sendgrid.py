"""Mail by SendGrid's Inbound Parse and news by its signed Event Webhook (S14)."""

import base64
import json
import time
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import OperationalError

from maru.extensions.email.hooks import views
from maru.extensions.email.tests.test_hooks import NewsTestCase
from maru.kit.blobs import store
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.mails import mail


class InboundParseTests(NewsTestCase):
    provider = "sendgrid"

    def give(self, **fields: bytes) -> int:
        envelope = {"to": [self.mailbox.address], "from": "kim@example.com"}
        given = {"envelope": json.dumps(envelope).encode(), "spam_score": b"0.1", **fields}
        parts = [
            b'--xYzZY\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (n.encode(), v)
            for n, v in given.items()
        ]
        body = b"".join(parts) + b"--xYzZY--\r\n"
        return self.post(body, "multipart/form-data; boundary=xYzZY")

    def test_a_raw_mail_becomes_a_ticket_byte_for_byte_once(self):
        raw = mail("안녕하세요", Subject="새 문의").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        raw += b"\xc7\xd1\xb1\xdb\r\n"  # EUC-KR as it is
        self.assertEqual([self.give(email=raw), self.give(email=raw)], [200, 200])
        envelope = Envelope.objects.get()
        self.assertEqual(store().read(envelope.sha256), raw)
        self.assertEqual(envelope.transport["mail_from"], "kim@example.com")
        self.assertEqual(envelope.transport["rcpt_to"], [self.mailbox.address])
        open_waiting()
        self.assertTrue(Ticket.objects.filter(subject="새 문의").exists())

    def test_without_its_envelope_a_mail_is_whole(self):
        for envelope in (b"no json", b"[]", b'{"to": []}'):
            with self.subTest(envelope):
                self.assertEqual(self.give(email=mail(Subject="x"), envelope=envelope), 200)

    def test_taken_apart_it_is_left_with_sendgrid_and_told(self):
        parsed = {"headers": b"From: kim@example.com\n", "text": b"\xc7\xd1", "charsets": b"{}"}
        self.assertEqual(self.give(**parsed), 503)
        self.assertEqual(self.trouble(), "no_raw")
        self.assertEqual(self.give(), 400)
        self.assertEqual(self.post(b"{}", "application/json"), 400)
        self.assertEqual(self.post(b"x", "multipart/form-data"), 400)

    def test_too_large_is_refused_and_what_cannot_be_stored_comes_again(self):
        with self.settings(MAIL_MAX_BYTES=2000), patch.object(views, "ENVELOPE", 1000):
            self.assertEqual(self.give(email=mail("x" * 2500)), 413)
        with patch.object(views, "accept", side_effect=OperationalError("gone")):
            self.assertEqual(self.give(email=mail()), 503)
        self.assertEqual(self.give(email=mail()), 200)


class EventWebhookTests(NewsTestCase):
    provider = "sendgrid"

    def setUp(self) -> None:
        super().setUp()
        self.signer = ec.generate_private_key(ec.SECP256R1())
        public = self.signer.public_key()
        shown = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.hook.key = base64.b64encode(shown).decode()
        self.hook.save()

    def event(self, kind: str, delivery: Delivery | None = None, **more: object) -> dict:
        named = (delivery or self.delivery).message_id
        return {"email": "kim@example.com", "timestamp": 1764320000, "event": kind,
                "smtp-id": f"<{named}>", "sg_event_id": "ZGVsaXZlcmVk", **more}  # fmt: skip

    def hear(self, *events: object, age: int = 0, key: object = None, change: bytes = b"") -> int:
        body, stamp = json.dumps(events).encode(), str(int(time.time()) - age)
        made = (key or self.signer).sign(stamp.encode() + body, ec.ECDSA(SHA256()))
        headers = {"X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(made).decode(),
                   "X-Twilio-Email-Event-Webhook-Timestamp": stamp}  # fmt: skip
        path = self.path(self.hook.events_url)
        answer = self.client.post(path, body + change, "application/json", headers=headers)
        return answer.status_code

    def test_one_post_tells_of_many(self):
        other = self.queued(self.mailbox, 3)
        told = [self.event("processed"), self.event("deferred"), self.event("delivered"),
                self.event("open"), self.event("click"), self.event("spamreport"),
                self.event("bounce", other, type="blocked")]  # fmt: skip
        for age in (0, 299, 301, 86_000):  # it tries for a day; again changes nothing
            self.assertEqual(self.hear(*told, age=age), 200)
        self.assertEqual(self.state(self.delivery), ("sent", False))
        self.assertEqual(self.delivery.via, "SendGrid")
        self.assertIsNotNone(self.delivery.delivered_at)
        self.assertIsNotNone(self.delivery.complained_at)
        self.assertEqual(self.state(other), ("sent", True))

    def test_what_is_not_signed_changes_nothing(self):
        bounce = self.event("bounce")
        stranger = ec.generate_private_key(ec.SECP256R1())
        self.assertEqual(self.hear(bounce, key=stranger), 403)
        self.assertEqual(self.hear(bounce, change=b" "), 403)
        self.assertEqual(self.tell([bounce]), 403)  # without the headers
        self.assertEqual(self.trouble(), "forged")
        self.assertEqual(self.state(self.delivery), ("unknown", False))

    def test_another_brand_s_mail_and_nonsense_change_nothing(self):
        foreign = self.queued(self.other_mailbox, 2)
        self.assertEqual(self.hear(self.event("bounce", foreign)), 200)
        self.assertEqual(self.state(foreign), ("unknown", False))
        self.assertEqual(self.hear(["x"]), 400)
        self.assertEqual(self.hear({}, {"event": "group_resubscribe"}, {"event": "dropped"}), 200)
        self.assertEqual(self.hear({"event": []}), 400)
