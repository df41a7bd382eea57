"""What leaves is signed with the keys that receivers can find, and stays what the delivery says."""

import dkim
from django.test import override_settings

from maru.extensions.email.domains.checking import check
from maru.extensions.email.mime import as_bytes
from maru.extensions.email.models import DkimKey, SendingDomain
from maru.extensions.email.tests.name_server import name_server
from maru.extensions.email.tests.test_delivery import DeliveryTestCase
from maru.kit.blobs import store
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.outgoing import OutgoingFile


class SigningTests(DeliveryTestCase):
    def setUp(self):
        super().setUp()
        self.dns = self.enterContext(name_server())
        self.enterContext(override_settings(DNS_SERVERS=[("127.0.0.1", self.dns.port)]))
        self.domain = SendingDomain.objects.create(name="onnuri.example")

    def published(self, algorithm):
        key = DkimKey.make(self.domain, algorithm)
        self.dns.txt(key.name, key.record)
        check(self.domain)
        return key

    def sent(self, **changes):
        delivery = self.queue(len(self.relay.mails), **changes)
        send_waiting()
        self.assertEqual(self.state(delivery), "sent")
        return delivery, self.relay.mails[-1][2]

    def _key(self, name, timeout=0):
        texts = self.dns.zone.get((name.decode().rstrip("."), "TXT"), [""])
        return texts[0].replace('" "', "").strip('"').encode()

    def valid(self, mail):
        count = mail.count(b"DKIM-Signature:")
        return [dkim.DKIM(mail).verify(number, dnsfunc=self._key) for number in range(count)]

    def test_both_kinds_of_key_sign_and_are_verified(self):
        self.published("rsa")
        self.published("ed25519")
        file = OutgoingFile("영수증.pdf", "application/pdf", store().put(b"%PDF" * 1000))
        _delivery, mail = self.sent(files=[file], subject="답장 " * 40)
        self.assertEqual(self.valid(mail), [True, True])
        self.assertEqual(self.valid(mail.replace(b"kim0@", b"eve0@")), [False, False])
        # Somebody who puts a second From before it breaks the signature.
        self.assertEqual(self.valid(b"From: ceo@onnuri.example\r\n" + mail), [False, False])

    def test_below_the_signature_it_is_what_the_delivery_says(self):
        self.published("rsa")
        delivery, mail = self.sent()
        self.assertTrue(mail.startswith(b"DKIM-Signature: "))
        self.assertTrue(mail.endswith(as_bytes(delivery.content, at=delivery.created_at)))

    def test_a_key_that_is_not_in_the_dns_signs_nothing_unless_it_is_forced(self):
        key = DkimKey.make(self.domain, "ed25519")
        check(self.domain)
        self.assertNotIn(b"DKIM-Signature", self.sent()[1])
        DkimKey.objects.filter(pk=key.pk).update(is_forced=True)
        self.assertIn(b"DKIM-Signature", self.sent()[1])

    def test_a_new_key_takes_over_once_it_is_seen(self):
        old = self.published("rsa")
        new = DkimKey.make(self.domain, "rsa")
        self.assertIn(f"s={old.selector};".encode(), self.sent()[1])
        self.dns.txt(new.name, new.record)
        check(self.domain)
        mail = self.sent()[1]
        self.assertIn(f"s={new.selector};".encode(), mail)
        self.assertEqual(self.valid(mail), [True])

    def test_another_domain_s_key_signs_nothing(self):
        self.published("rsa")
        self.domain.name = "other.example"
        self.domain.save()
        self.assertNotIn(b"DKIM-Signature", self.sent()[1])

    def test_a_key_sealed_by_another_secret_is_left_out(self):
        self.published("rsa")
        with self.settings(SECRET_KEY="another secret key of 32 letters or more"):
            self.assertNotIn(b"DKIM-Signature", self.sent()[1])
