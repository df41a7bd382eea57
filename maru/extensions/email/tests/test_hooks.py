"""Mail and news from providers: signed, late, forged, twice, too large (S14, D1, D2)."""

import contextlib
import hashlib
import hmac
import json
import time
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlencode

import time_machine
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.utils import timezone

from maru.extensions.email.hooks import views
from maru.extensions.email.hooks.form import HookForm
from maru.extensions.email.models import Hook
from maru.kit.blobs import store
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.incoming import Party
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel, Delivery, Envelope
from maru.records.channels.outgoing import Outgoing
from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

KEY = "signing-key-0123456789"


class HookTestCase(SupportTestCase):
    provider = "mailgun"

    def setUp(self) -> None:
        self.hook = Hook(channel=self.mailbox, provider=self.provider)
        self.hook.renew_token()
        self.hook.key = KEY
        self.hook.save()
        self.client = Client(enforce_csrf_checks=True)

    def path(self, url: str) -> str:
        return "/" + url.partition("//")[2].partition("/")[2]

    def signature(self, *, age: int = 0, token: str = "t1", key: str = KEY) -> dict[str, str]:
        stamp = str(int(time.time()) - age)
        made = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256)
        return {"timestamp": stamp, "token": token, "signature": made.hexdigest()}

    def post(self, body: bytes, kind: str, url: str = ""):
        path = self.path(url or self.hook.mail_url)
        self.answer = self.client.post(path, body, content_type=kind)
        return self.answer.status_code

    def token_of(self, url: str) -> str:
        return url.rstrip("/").split("/")[-2]

    def trouble(self) -> str:
        self.hook.refresh_from_db()
        return self.hook.trouble


class MailgunTests(HookTestCase):
    def give(self, raw: bytes, *, multipart: bool = False, signed: dict | None = None) -> int:
        fields = {"recipient": self.mailbox.address, "sender": "kim@example.com",
                  **(self.signature() if signed is None else signed)}  # fmt: skip
        if not multipart:
            body = urlencode({**fields, "body-mime": raw}).encode()
            return self.post(body, "application/x-www-form-urlencoded")
        parts = [(n, v.encode()) for n, v in fields.items()] + [("body-mime", raw)]
        body = b"".join(
            b'--XX\r\nContent-Disposition: form-data; name="'
            + n.encode()
            + b'"\r\n\r\n'
            + v
            + b"\r\n"
            for n, v in parts
        )
        return self.post(body + b"--XX--\r\n", "multipart/form-data; boundary=XX")

    def test_a_new_key_and_the_one_before_count_for_a_day(self):
        Event.objects.all().delete()
        form = HookForm({"provider": "mailgun", "key": "second-key"}, instance=self.hook)
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.sora)
        in_a_day = timezone.now() + timedelta(hours=24, minutes=1)
        for number, (key, later, status) in enumerate([
            (KEY, False, 200), ("second-key", False, 200), ("third-key", False, 403),
            ("second-key", True, 200), (KEY, True, 403),
        ]):  # fmt: skip
            with self.subTest(key=key, later=later), contextlib.ExitStack() as then:
                if later:
                    then.enter_context(time_machine.travel(in_a_day))
                signed = self.signature(token=f"key-{number}", key=key)
                raw = mail("글", Subject=f"열쇠 {number}")
                self.assertEqual(self.give(raw, signed=signed), status)
        self.assertNotIn(KEY, json.dumps(Event.of(self.hook).get().after))

    def test_another_provider_s_key_goes_at_once(self):
        self.hook.replace_key("second-key")
        self.hook.save()
        form = HookForm({"provider": "postmark", "key": ""}, instance=self.hook)
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.sora)
        self.assertEqual(Hook.objects.get().keys, [])

    def test_an_address_before_is_good_for_a_day_unless_it_is_ended(self):
        urls = [self.hook.mail_url]
        for _ in range(2):
            self.hook.renew(by=self.sora)
            urls.append(self.hook.mail_url)
        self.assertEqual(len(set(urls)), 3)
        given = [("gone", urls[0], 404), ("old", urls[1], 200), ("new", urls[2], 200)]
        for token, url, status in given:
            fields = {"body-mime": mail(Subject=token), **self.signature(token=token)}
            body = urlencode(fields).encode()
            kind = "application/x-www-form-urlencoded"
            self.assertEqual(self.post(body, kind, url), status, token)
        with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
            self.assertIsNone(Hook.objects.of(self.token_of(urls[1])))
        self.assertEqual(Hook.objects.of(self.token_of(urls[1])), self.hook)
        self.hook.end_overlap(by=self.sora)
        self.assertIsNone(Hook.objects.of(self.token_of(urls[1])))
        self.assertEqual(Hook.objects.of(self.token_of(urls[2])), self.hook)

    def test_a_form_that_was_open_leaves_the_renewed_address_alone(self):
        form = HookForm({"provider": "mailgun", "key": "second-key"}, instance=Hook.objects.get())
        self.hook.renew(by=self.sora)
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.sora)
        kept = Hook.objects.get()
        self.assertEqual((kept.mail_url, kept.keys), (self.hook.mail_url, ["second-key", KEY]))

    def test_a_form_that_was_open_does_not_bring_a_removed_one_back(self):
        form = HookForm({"provider": "postmark"}, instance=Hook.objects.get())
        self.assertTrue(form.is_valid(), form.errors)
        self.hook.forget(by=self.sora)
        with self.assertRaises(Http404):
            form.save_by(self.sora)
        self.assertFalse(Hook.objects.exists())

    def test_a_mail_becomes_a_ticket_byte_for_byte(self):
        for number, multipart in enumerate([False, True]):
            raw = mail(f"안녕하세요 {number}", Subject=f"새 문의 {number}").replace(b"\n", b"\r\n")
            raw = raw.replace(b"\r\r\n", b"\r\n") + b"\xc7\xd1\xb1\xdb\r\n"  # EUC-KR as it is
            self.assertEqual(self.give(raw, multipart=multipart, signed=self.signature(
                token=f"t{number}")), 200)  # fmt: skip
            envelope = Envelope.objects.latest("id")
            self.assertEqual(store().read(envelope.sha256), raw)
            self.assertEqual(envelope.transport["by"], "mailgun")
            open_waiting()
            self.assertTrue(Ticket.objects.filter(subject=f"새 문의 {number}").exists())

    def test_the_same_mail_again_is_one(self):
        signed = self.signature()
        for _ in range(20):
            self.assertEqual(self.give(mail(Subject="하나"), signed=signed), 200)
        self.assertEqual(self.give(mail(Subject="하나"), signed=self.signature(token="x")), 200)
        self.assertEqual(Envelope.objects.count(), 1)

    @time_machine.travel("2026-11-20 09:26+09:00", tick=False)
    def test_forged_late_and_replayed_are_refused_and_told(self):
        good = self.signature()
        self.assertEqual(self.give(mail(Subject="하나"), signed=good), 200)
        for name, signed in {
            "another mail with a used signature": good,
            "301 s old": self.signature(age=301, token="a"),
            "from the future": self.signature(age=-301, token="b"),
            "another key": self.signature(key="other", token="c"),
            "another token": {**self.signature(token="d"), "token": "e"},
            "nothing": {},
            "no number": {**self.signature(token="f"), "timestamp": "now"},
        }.items():
            with self.subTest(name):
                self.assertEqual(self.give(mail(Subject="둘"), signed=signed), 403)
                self.assertEqual(self.trouble(), "forged")
        self.assertEqual(
            self.give(mail(Subject="둘"), signed=self.signature(age=300, token="g")), 200
        )
        self.assertEqual(self.trouble(), "")
        self.assertEqual(Envelope.objects.count(), 2)

    def test_without_its_original_a_mail_is_not_taken(self):
        body = urlencode({**self.signature(), "body-plain": "x"}).encode()
        self.assertEqual(self.post(body, "application/x-www-form-urlencoded"), 422)
        self.assertEqual(self.trouble(), "no_raw")

    def test_what_is_no_form_is_malformed(self):
        self.assertEqual(self.post(b"{}", "text/plain"), 400)
        self.assertEqual(self.post(b"\xff" * 100, "application/json"), 400)

    def test_too_large_is_refused(self):
        with self.settings(MAIL_MAX_BYTES=2000), patch.object(views, "ENVELOPE", 1000):
            self.assertEqual(self.give(mail("x" * 2500)), 413)
            self.assertEqual(self.give(mail("x" * 5000)), 413)
        self.assertEqual(self.trouble(), "too_large")
        self.assertFalse(Envelope.objects.exists())

    def test_what_cannot_be_stored_is_not_acknowledged(self):
        signed = self.signature()
        for error in (OSError(28, "full"), OperationalError("gone")):
            with patch.object(views, "accept", side_effect=error):
                self.assertEqual(self.give(mail(), signed=signed), 503)
                self.assertGreater(int(self.answer.headers["Retry-After"]), 0)
        self.assertEqual(self.give(mail(), signed=signed), 200)

    def test_a_wrong_address_and_one_that_takes_no_mail_are_not_there(self):
        self.assertEqual(self.client.post("/hooks/made-up/mime/").status_code, 404)
        Channel.objects.filter(pk=self.mailbox.pk).update(is_active=False)
        self.assertEqual(self.give(mail()), 404)
        Channel.objects.filter(pk=self.mailbox.pk).update(is_active=True)
        for number in range(25):
            self.client.post(f"/hooks/guess-{number}/mime/")
        self.assertEqual(self.client.post("/hooks/guess-x/mime/").status_code, 429)


class NewsTestCase(HookTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.delivery = self.queued(self.mailbox, 1)

    def queued(self, channel: Channel, number: int) -> Delivery:
        outgoing = Outgoing(
            sender=Party(channel.address), to=[Party("kim@example.com")],
            message_id=f"m{number}@onnuri.example", text="답",
        )  # fmt: skip
        delivery = Delivery.queue(outgoing, channel)
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.UNKNOWN)
        return delivery

    def tell(self, told: object) -> int:
        return self.post(json.dumps(told).encode(), "application/json", self.hook.events_url)

    def state(self, delivery: Delivery) -> tuple[str, bool]:
        delivery.refresh_from_db()
        return delivery.state, delivery.bounced_at is not None


class MailgunNewsTests(NewsTestCase):
    def news(self, event: str, delivery: Delivery, token: str = "t", **data: object) -> dict:
        about = {"event": event, "timestamp": time.time(), "recipient": "kim@example.com",
                 "message": {"headers": {"message-id": delivery.message_id}},
                 "user-variables": {"maru": str(delivery.pk)}, **data}  # fmt: skip
        return {"signature": self.signature(token=token), "event-data": about}

    def test_delivered_settles_what_was_unsure(self):
        told = self.news("delivered", self.delivery)
        for _ in range(2):
            self.assertEqual(self.tell(told), 200)
        self.assertEqual(self.state(self.delivery), ("sent", False))
        self.assertEqual(self.delivery.via, "Mailgun")

    def test_a_permanent_failure_is_a_bounce_and_a_temporary_one_is_not(self):
        self.tell(self.news("failed", self.delivery, "a", severity="temporary"))
        self.assertEqual(self.state(self.delivery), ("sent", False))  # Mailgun has it, and tries
        self.assertIsNotNone(self.delivery.delayed_at)
        self.tell(self.news("failed", self.delivery, "b", severity="permanent", reason="bounce"))
        self.assertEqual(self.state(self.delivery), ("sent", True))

    def test_another_brand_s_mail_and_forged_news_change_nothing(self):
        other = self.queued(self.other_mailbox, 2)
        self.assertEqual(self.tell(self.news("delivered", other, "a")), 200)
        self.assertEqual(self.state(other), ("unknown", False))
        forged = {
            **self.news("delivered", self.delivery, "b"),
            "signature": self.signature(key="x"),
        }
        self.assertEqual(self.tell(forged), 403)
        for broken in ([], {}, {"signature": 1}, {"signature": self.signature(token="c")}):
            self.assertIn(self.tell(broken), {400, 403})
        self.assertEqual(self.state(self.delivery), ("unknown", False))


class PostmarkTests(NewsTestCase):
    provider = "postmark"

    def given(self, **changes: object) -> int:
        told = {
            "FromName": "김하늘", "From": "kim@example.com", "OriginalRecipient": "x@in.example",
            "Headers": [{"Name": "Return-Path", "Value": "<kim@example.com>"}],
            "RawEmail": mail(Subject="새 문의").decode(), **changes,
        }  # fmt: skip
        return self.post(json.dumps(told).encode(), "application/json")

    def test_a_mail_becomes_a_ticket_once(self):
        self.assertEqual([self.given(), self.given()], [200, 200])
        self.assertEqual(Envelope.objects.count(), 1)
        open_waiting()
        self.assertTrue(Ticket.objects.filter(subject="새 문의").exists())

    def test_without_raw_content_it_is_refused_and_told(self):
        self.assertEqual(self.given(RawEmail=None), 422)
        self.assertEqual(self.trouble(), "no_raw")
        self.assertEqual(self.tell([]), 400)

    def test_delivery_and_bounce_are_joined(self):
        number = {"Metadata": {"maru": str(self.delivery.pk)}}
        self.assertEqual(self.tell({"RecordType": "Delivery", **number}), 200)
        self.assertEqual(self.state(self.delivery), ("sent", False))
        self.assertIsNotNone(self.delivery.delivered_at)
        self.tell({"RecordType": "Open", **number})
        self.delivery.refresh_from_db()
        self.assertIsNotNone(self.delivery.read_at)
        soft = {"RecordType": "Bounce", "Type": "Transient", **number}
        self.tell(soft)
        self.assertEqual(self.state(self.delivery), ("sent", False))
        self.tell({**soft, "Type": "HardBounce"})
        self.assertEqual(self.state(self.delivery), ("sent", True))
        mixed_up = {"RecordType": "Inbound", "FromFull": {}}
        self.assertEqual(self.tell(mixed_up), 400)
