"""Trying a mail server tells in one word what is wrong, of every way in which it can be."""

import socket
import ssl
import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.test import SimpleTestCase, override_settings

from maru.extensions.email.relaying import Route
from maru.extensions.email.sending import trial
from maru.extensions.email.sending.trial import try_out
from maru.extensions.email.sending.trouble import WORDS
from maru.extensions.email.tests.sink import sink
from maru.extensions.email.tests.test_starttls import certificate


@contextmanager
def answering(words: bytes):
    """A server that says ``words`` to who connects, and no more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(words)
                connection.settimeout(5)
                try:
                    while connection.recv(1000):
                        pass
                except OSError:
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]


@override_settings(MAIL_ALLOW=["127.0.0.0/8"])
class RelayTrialTests(SimpleTestCase):
    def setUp(self) -> None:
        self.enterContext(patch.object(trial, "PATIENCE", 1.0))

    def tried(self, port: int, **route: object) -> str:
        route = {"host": "127.0.0.1", "security": "none", "is_guarded": True, **route}
        why = try_out(
            Route(port=port, **route), sender="support@onnuri.example", recipient="sora@x.example"
        )
        self.assertIn(why.code if why else "failed", WORDS)
        return why.code if why else ""

    def test_what_works_sends_no_mail(self):
        with sink() as relay:
            relay.extensions.append("AUTH PLAIN")
            self.assertEqual(self.tried(relay.port, user="u", password="p"), "")
        self.assertEqual(relay.heard, [])

    def test_each_refusal_has_its_word(self):
        for step, answer, code in [
            ("connect", "554 5.7.1 go away, listed", "turned_away"),
            ("connect", "* OK IMAP ready", "not_smtp"),
            ("connect", "drop", "lost"),
            ("auth", "535 5.7.8 bad credentials", "password"),
            ("auth", "454 4.7.0 not now", "password"),
            ("mail", "530 5.7.0 Authentication required", "sign_in_needed"),
            ("mail", "553 5.7.1 not owned by user", "sender"),
            ("rcpt", "554 5.7.1 <sora@x.example>: Relay access denied", "relay"),
            ("rcpt", "553 5.7.1 Sender address rejected: not logged in", "sender"),
            ("rcpt", "550 5.1.1 no such user", "recipient"),
            ("rcpt", "451 4.7.1 greylisted", "later"),
            ("ehlo", "drop", "lost"),
        ]:
            with self.subTest(step=step, answer=answer), sink() as relay:
                relay.extensions.append("AUTH PLAIN")
                relay.faults = {step: answer}
                self.assertEqual(self.tried(relay.port, user="u", password="p"), code)

    def test_a_password_that_smtp_cannot_carry(self):
        with sink() as relay:
            relay.extensions.append("AUTH PLAIN")
            self.assertEqual(self.tried(relay.port, user="u", password="열쇠"), "letters")

    def test_no_sign_in_and_no_starttls_are_told(self):
        with sink() as relay:
            self.assertEqual(self.tried(relay.port, user="u", password="p"), "no_sign_in")
            self.assertEqual(self.tried(relay.port, security="starttls"), "no_starttls")

    def test_a_certificate_that_nobody_vouches_for(self):
        with TemporaryDirectory() as folder:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate(Path(folder)))
            with sink(context) as relay:
                self.assertEqual(self.tried(relay.port, security="tls"), "certificate")

    def test_tls_with_a_port_that_speaks_plainly(self):
        with sink() as relay:
            self.assertEqual(self.tried(relay.port, security="tls"), "tls")

    def test_no_way_there(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        self.assertEqual(self.tried(port), "closed")
        self.assertEqual(self.tried(25, host="no-such-host.invalid"), "name")
        with answering(b"") as silent:
            self.assertEqual(self.tried(silent), "slow")

    def test_a_private_network_stays_closed(self):
        with sink() as relay, override_settings(MAIL_ALLOW=[]):
            self.assertEqual(self.tried(relay.port), "private")
        self.assertEqual(relay.heard, [])
