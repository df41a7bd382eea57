"""``maru mail pipe``: 0 only once the mail is safe, 75 while it cannot be."""

import io
import os
import subprocess
import sys
from unittest.mock import patch

from django.db import DatabaseError

from maru.extensions.email.connector import EmailConnector
from maru.extensions.email.pipe import recipients, take_in
from maru.extensions.email.tests.mailboxes import mails
from maru.kit.blobs import store
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase

US = "support@onnuri.example"


class PipeTests(LiveSupportTestCase):
    def take(self, raw: bytes, *to: str) -> int:
        return take_in(io.BytesIO(raw), list(to))[0]

    def test_a_mail_is_taken_once_however_often_it_comes(self):
        (mail,) = mails(1)
        self.assertEqual(self.take(mail, US), 0)
        self.assertEqual(self.take(b"From kim Mon Jan 1\n" + mail.replace(b"\r\n", b"\n"), US), 0)
        self.assertEqual(store().read(Envelope.objects.get().sha256), mail)

    def test_what_comes_from_nobody_is_answered_by_no_machine(self):
        senders = {None: True, "kim@example.com": True, "": False, "<>": False,
                   "MAILER-DAEMON": False}  # fmt: skip
        for raw, (sender, may_answer) in zip(mails(5), senders.items(), strict=True):
            take_in(io.BytesIO(raw), [US], sender=sender)
            incoming = EmailConnector().open(Envelope.objects.latest("id"))
            self.assertIs(incoming.may_answer, may_answer, sender)

    def test_wild_bytes_in_the_sender_keep_no_mail_out(self):
        sender = os.fsdecode(b"\xb1\xe8@example.com")  # as Python has an argument in EUC-KR
        self.assertEqual(take_in(io.BytesIO(mails(1)[0]), [US], sender=sender)[0], 0)
        self.assertEqual(Envelope.objects.get().transport["mail_from"], "??@example.com")

    def test_strangers_and_nothing_are_refused_for_good(self):
        self.assertEqual(self.take(mails(1)[0], "nobody@onnuri.example"), 67)
        self.assertEqual(self.take(mails(1)[0]), 67)
        self.assertEqual(self.take(b"", US), 65)

    def test_a_full_disk_or_a_database_that_is_away_is_tried_again(self):
        for error in (OSError(28, "No space left"), DatabaseError("gone")):
            with patch("maru.extensions.email.pipe.accept", side_effect=error):
                self.assertEqual(self.take(mails(1)[0], US), 75)
        self.assertFalse(Envelope.objects.exists())

    def test_the_recipient_comes_from_an_option_or_the_environment(self):
        with patch.dict(os.environ, {"ORIGINAL_RECIPIENT": US}):
            self.assertEqual(recipients([]), [US])
            self.assertEqual(recipients(["a@b.example"]), ["a@b.example"])


def test_without_a_database_the_command_says_75(tmp_path):
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("MARU_")},
        "MARU_HOME": str(tmp_path),
        "MARU_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    }
    command = [sys.executable, "-m", "maru", "mail", "pipe", "--to", US]
    (mail,) = mails(1)
    done = subprocess.run(command, input=mail, env=environment, capture_output=True, check=False)
    assert done.returncode == 75, done.stderr
