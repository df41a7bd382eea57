"""STARTTLS is offered where the operator gave a certificate; nothing said before it counts."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from maru.extensions.email.tests.port import mail_port
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase

US = "support@onnuri.example"


def certificate(folder: Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    alternatives = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return str(folder / "cert.pem"), str(folder / "key.pem")


class StartTlsTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        cert, key = certificate(Path(self.enterContext(TemporaryDirectory())))
        self.enterContext(self.settings(SMTP_CERT=cert, SMTP_KEY=key))

    def test_mail_is_taken_encrypted(self):
        for new_loop in (asyncio.new_event_loop, uvloop.new_event_loop):
            with self.subTest(new_loop.__module__), patch("asyncio.new_event_loop", new_loop):
                Envelope.objects.all().delete()
                with mail_port() as port, port.client() as client:
                    context = ssl.create_default_context()
                    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                    client.starttls(context=context)
                    client.sendmail("kim@example.com", [US], b"Subject: a\r\n\r\n" + b"b" * 300_000)
                self.assertEqual(Envelope.objects.count(), 1)

    def test_what_was_smuggled_in_before_the_encryption_is_forgotten(self):
        with mail_port() as port, port.talk() as talk:
            talk.say(b"EHLO test")
            talk.send(b"STARTTLS\r\nMAIL FROM:<eve@evil.example>\r\n")
            self.assertTrue(talk.answer().startswith("220"))
            talk.encrypt()
            self.assertTrue(talk.say(b"EHLO test").startswith("250"))
            self.assertTrue(talk.say(b"RCPT TO:<support@onnuri.example>").startswith("503"))

    def test_without_a_certificate_it_is_not_offered(self):
        with self.settings(SMTP_CERT=""), mail_port() as port, port.client() as client:
            client.ehlo()
            self.assertFalse(client.has_extn("starttls"))
