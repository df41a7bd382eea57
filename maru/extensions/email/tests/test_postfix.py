"""A real Postfix hands mail to ``maru mail pipe`` and believes its exit codes."""

import shutil
import smtplib
import tempfile
from pathlib import Path

import pytest
from django.db import connection

from maru.extensions.email.tests.mailboxes import mails
from maru.extensions.email.tests.postfix import NOBODY, postfix, server
from maru.kit.blobs import store
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase

US = "support@onnuri.example"


@pytest.mark.postgres  # a database that another user reaches, too
@pytest.mark.postfix
class PostfixTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.home = Path(tempfile.mkdtemp(prefix="maru-pipe-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        shutil.chown(self.home, NOBODY)
        self.enterContext(self.settings(BLOBS=self.home / "blobs"))

    def mta(self):
        environment = {"MARU_HOME": str(self.home), "MARU_DATABASE_URL": self.database()}
        return self.enterContext(postfix(environment))

    def database(self) -> str:
        return f"{server()}/{connection.settings_dict['NAME']}"

    def send(self, mta, raw: bytes, to: str = US) -> None:
        with smtplib.SMTP("127.0.0.1", mta.port, timeout=30) as smtp:
            smtp.sendmail("kim@example.com", [to], raw)

    def test_what_it_hands_over_is_stored_byte_for_byte_and_a_stranger_comes_back(self):
        mta = self.mta()
        mail = b"Date: Sat, 28 Nov 2026 09:00:00 +0900\r\n" + mails(1, "postfix")[0]
        self.send(mta, mail)
        self.send(mta, mail, "nobody-here@onnuri.example")
        mta.wait_for("status=sent")
        mta.wait_for("status=bounced (user unknown")
        envelope = Envelope.objects.get()
        self.assertEqual(envelope.transport["mail_from"], "kim@example.com")
        raw = store().read(envelope.sha256)
        self.assertTrue(raw.startswith(b"Received: "), raw[:200])  # Postfix's own
        self.assertTrue(raw.endswith(mail), raw)

    def test_while_it_cannot_be_stored_postfix_keeps_the_mail(self):
        mta = self.mta()
        shutil.chown(self.home, "root")
        self.home.chmod(0o700)
        self.send(mta, mails(1, "deferred")[0])
        mta.wait_for("status=deferred (temporary failure")
        shutil.chown(self.home, NOBODY)
        mta.wait_for("status=sent")
        self.assertEqual(Envelope.objects.count(), 1)
