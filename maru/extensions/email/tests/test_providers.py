"""Mail by the API of a provider: once where it can be known, and never silent where it cannot."""

import base64
from unittest.mock import patch

from anymail.utils import parse_address_list
from django.db import connections

from maru.extensions.email.models import Relay
from maru.extensions.email.sending import by_provider
from maru.extensions.email.sending.providers import PROVIDERS, keeps_id
from maru.extensions.email.sending.trouble import WORDS, of_answer
from maru.extensions.email.tests.provider_api import KEY, provider_api
from maru.extensions.email.tests.test_delivery import DeliveryTestCase
from maru.kit.blobs import store
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.dispatch import send_again, send_waiting
from maru.records.channels.incoming import Party
from maru.records.channels.models import Delivery
from maru.records.channels.outgoing import OutgoingFile


class ProviderTestCase(DeliveryTestCase):
    def setUp(self):
        super().setUp()
        self.api = self.enterContext(provider_api())
        self.enterContext(self.settings(MAIL_PROVIDERS_AT=self.api.addresses))
        self.road = Relay(brand=self.onnuri, kind="postmark")
        self.by("postmark")

    def by(self, kind, key=KEY, **changes):
        self.road.kind, self.road.password = kind, key
        for name, value in changes.items():
            setattr(self.road, name, value)
        self.road.save()

    def sent(self, number=0, state=DeliveryState.SENT, **changes):
        delivery = self.queue(number, **changes)
        send_waiting()
        self.assertEqual(self.state(delivery), state, delivery.error)
        return delivery


class SendingTests(ProviderTestCase):
    def test_postmark_gets_the_whole_mail_under_our_message_id(self):
        file = OutgoingFile("영수증.pdf", "application/pdf", store().put(b"%PDF"))
        delivery = self.sent(
            files=[file], cc=[Party("park@example.com", "박, 서준")], references=["a@x", "b@x"],
            in_reply_to="b@x", is_automatic=True,
        )  # fmt: skip
        self.assertEqual(delivery.via, "Postmark")
        ((_provider, mail),) = self.api.mails
        headers = {each["Name"]: each["Value"] for each in mail["Headers"]}
        self.assertEqual(headers["Message-ID"], "<test0@onnuri.example>")
        self.assertEqual(headers["X-PM-KeepID"], "true")
        self.assertEqual(headers["References"], "<a@x> <b@x>")
        self.assertEqual(headers["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["TextBody"], "안녕하세요\n.\n..점")
        self.assertIn("안녕하세요", mail["HtmlBody"])
        self.assertEqual(mail["Metadata"], {"maru": str(delivery.pk)})
        self.assertEqual(base64.b64decode(mail["Attachments"][0]["Content"]), b"%PDF")
        self.assertIn("park@example.com", mail["Cc"])
        self.assertEqual((mail["TrackOpens"], mail["TrackLinks"]), (False, "None"))

    def test_mailgun_gets_it_at_its_domain(self):
        self.by("mailgun")
        file = OutgoingFile("영수증.pdf", "application/pdf", store().put(b"%PDF"))
        delivery = self.sent(files=[file])
        ((_provider, mail),) = self.api.mails
        given = {name.lower(): value for name, value in mail.items()}
        self.assertEqual(given["h:message-id"], ["<test0@onnuri.example>"])
        self.assertEqual(mail["v:maru"], [str(delivery.pk)])
        self.assertIn("kim0@example.com", mail["to"][0])
        self.assertEqual(mail["attachment"], ["영수증.pdf"])

    def test_where_our_message_id_is_replaced_it_stands_among_the_references(self):
        for kind, named in [("resend", "<a@x> <test1@onnuri.example>"), ("postmark", "<a@x>")]:
            with self.subTest(kind):
                self.by(kind)
                self.sent(1 if kind == "resend" else 2, references=["a@x"])
                headers = self.api.mails[-1][1].get("headers") or {
                    each["Name"]: each["Value"] for each in self.api.mails[-1][1]["Headers"]
                }
                self.assertEqual(headers["References"], named)
        for host, keeps in [
            ("email-smtp.ap-northeast-2.amazonaws.com", False), ("smtp-relay.brevo.com.", False),
            ("SMTP.Resend.com", False), ("smtp.sendgrid.net", True), ("notbrevo.com", True),
        ]:  # fmt: skip
            self.assertIs(keeps_id(host), keeps, host)

    def test_each_provider_takes_a_mail(self):
        for number, kind in enumerate(PROVIDERS):
            with self.subTest(kind):
                self.by(kind)
                self.assertEqual(self.sent(number).via, PROVIDERS[kind].name)
        self.assertEqual(len(self.api.mails), len(PROVIDERS))

    def test_a_name_cannot_add_recipients_or_headers(self):
        party = Party("kim@example.com", 'x" <eve@evil.example>, "y')
        self.sent(1, to=[party])
        to = self.api.mails[0][1]["To"]
        self.assertTrue(to.endswith("<kim@example.com>"), to)
        self.assertEqual([a.addr_spec for a in parse_address_list(to)], ["kim@example.com"])
        self.sent(2, DeliveryState.FAILED, subject="a\r\nBcc: eve@evil.example")
        self.assertEqual(len(self.api.mails), 1)


class OutcomeTests(ProviderTestCase):
    def test_a_wrong_key_waits_for_somebody_to_mend_it(self):
        for kind in PROVIDERS:
            with self.subTest(kind):
                self.by(kind, "wrong-key")
                delivery = self.sent(kind, DeliveryState.QUEUED)
                self.assertIn("401", delivery.error)
                self.assertEqual(of_answer(delivery.error), WORDS["key"])
        self.by("postmark")
        self.make_due()
        send_waiting()
        self.assertEqual(len(self.api.mails), len(PROVIDERS))

    def test_not_now_is_tried_again_and_no_is_final_and_the_rest_unknown(self):
        for status, state in [
            (400, DeliveryState.FAILED),
            (422, DeliveryState.FAILED),
            (413, DeliveryState.FAILED),
            (429, DeliveryState.QUEUED),
            (503, DeliveryState.QUEUED),
            (500, DeliveryState.UNKNOWN),
            (502, DeliveryState.UNKNOWN),
            (504, DeliveryState.UNKNOWN),
            (307, DeliveryState.UNKNOWN),
        ]:
            for kind in ("postmark", "mailgun"):
                with self.subTest(status=status, kind=kind):
                    self.by(kind)
                    self.api.faults, heard = [status], self.api.heard
                    self.sent(f"{kind}{status}", state)
                    self.assertEqual(self.api.heard, heard + 1)
        self.assertEqual(self.api.mails, [])

    def test_no_answer_after_the_request_is_unknown_and_sent_again_by_hand_alone(self):
        for number, fault in enumerate(["drop", "silent"]):
            with self.subTest(fault):
                self.api.faults = [fault]
                with patch.object(by_provider, "PATIENCE", (10.0, 0.5)):
                    delivery = self.sent(number, DeliveryState.UNKNOWN)
                self.make_due()
                self.assertEqual(send_waiting(), 0)
                send_again(delivery, by=self.jisu)
                send_waiting()
                self.assertEqual(self.state(delivery), DeliveryState.SENT)
        ids = [{h["Name"]: h["Value"] for h in m["Headers"]}["Message-ID"]
               for _p, m in self.api.mails]  # fmt: skip
        self.assertEqual(ids, ["<test0@onnuri.example>", "<test1@onnuri.example>"])

    def test_what_resend_took_unheard_is_no_second_mail_when_it_is_sent_again(self):
        self.by("resend")
        self.api.faults = ["taken"]
        file = OutgoingFile("a.pdf", "application/pdf", store().put(b"%PDF"))
        delivery = self.sent(1, DeliveryState.UNKNOWN, files=[file])
        self.assertEqual(len(self.api.mails), 1)
        send_again(delivery, by=self.jisu)
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual((len(self.api.mails), self.api.heard), (1, 2))
        self.sent(2)
        self.assertEqual(len(self.api.mails), 2)

    def test_resend_s_no_to_a_key_that_was_used_leaves_it_unsure(self):
        self.by("resend")
        self.api.keys["test1@onnuri.example"] = b"other"
        self.assertIn("409", self.sent(1, DeliveryState.UNKNOWN).error)

    def test_the_hand_over_is_committed_before_the_request(self):
        """Whoever dies with the request on its way leaves an unsure answer, not a second mail."""
        seen = []

        def look():
            seen.append(Delivery.objects.get().handed_over_at)
            connections.close_all()

        self.api.faults = [look]
        self.sent()
        self.assertEqual(len(seen), 1)
        self.assertIsNotNone(seen[0])

    def test_nobody_there_is_tried_again(self):
        with provider_api() as gone:
            pass
        with self.settings(MAIL_PROVIDERS_AT=gone.addresses):
            delivery = self.sent(state=DeliveryState.QUEUED)
        self.assertIn("cannot be reached", delivery.error)

    def test_what_the_provider_says_is_told(self):
        delivery = self.sent(1, DeliveryState.FAILED, sender=Party("a@bad-sender.example"))
        self.assertIn("not a Sender Signature", delivery.error)
        self.assertTrue(of_answer(delivery.error))

    def test_a_recipient_whom_the_provider_no_longer_mails_is_a_final_no(self):
        self.api.inactive = {"kim1@example.com"}
        self.sent(1, DeliveryState.FAILED)

    def test_an_unknown_domain_of_mailgun_is_final(self):
        self.by("mailgun", domain="other.example")
        self.assertIn("404", self.sent(1, DeliveryState.FAILED).error)


class KeyTrialTests(ProviderTestCase):
    def tried(self):
        why = self.road.try_out(sender="support@onnuri.example", recipient="s@x.example")
        return why.code if why else ""

    def test_a_key_is_tried_without_a_mail(self):
        for kind in PROVIDERS:
            with self.subTest(kind):
                self.by(kind)
                self.assertEqual(self.tried(), "")
                self.by(kind, "wrong")
                self.assertEqual(self.tried(), "key")
                self.by(kind, "열쇠")
                self.assertEqual(self.tried(), "key")
        self.by("mailgun", domain="other.example")
        self.assertEqual(self.tried(), "provider_domain")
        self.assertEqual(self.api.mails, [])
        with self.settings(MAIL_PROVIDERS_AT={"mailgun": "http://127.0.0.1:9/"}):
            self.assertEqual(self.tried(), "provider_unreachable")
