"""`maru import` as it is typed: what it says, what it keeps, and that nobody hears of it."""

from __future__ import annotations

import gzip
import io
import os
import re
import signal
import subprocess
import sys
import time
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation

from conftest import CORPORA
from maru.extensions.email.importing.taking import as_by_smtp
from maru.extensions.email.models import ImportedMail, MailImport
from maru.extensions.email.tests.imports import (
    BEGAN,
    SUPPORT,
    ImportCase,
    as_mbox,
    carried_out,
    old_mail,
)
from maru.extensions.email.tests.mailboxes import DovecotCase
from maru.project.command.refusal import Refusal
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.autoanswers.sending import answer_waiting
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase

MANY = 420  # three commits of the filing: between two of them there is time to kill it
PAIR = [
    old_mail("q", text="언제 오나요"),
    old_mail("a", sender=SUPPORT, to="kim@example.com", days=1, answers="q", text="내일입니다"),
]


class CommandCase(ImportCase, LiveSupportTestCase):
    def say(self, *words: object, code: int = 0) -> str:
        """Type ``maru import`` and return what it says."""
        out, ended = io.StringIO(), 0
        try:
            with translation.override("en"):
                call_command("import", *map(str, words), stdout=out, stderr=out)
        except SystemExit as end:
            ended = int(end.code or 0)
        self.assertEqual(ended, code, out.getvalue())
        return out.getvalue()

    def eml(self, *mails: bytes) -> None:
        for number, mail in enumerate(mails):
            self.file(mail, f"mails/{number % 3}/{number}.eml")

    def imported_messages(self) -> int:
        return Message.objects.filter(ticket__source="import").count()


class ImportCommandTests(CommandCase):
    def test_a_folder_of_eml_becomes_tickets_and_what_is_no_mail_is_told(self):
        self.eml(*PAIR, old_mail("x", sender="lee@example.com", days=3))
        self.file(b"\x89PNG\r\n\x1a\n" * 10, "mails/0/picture.png")
        said = self.say("eml", self.folder / "mails", "--mailbox", SUPPORT)
        self.assertIn("3 messages in 2 new tickets", said)
        self.assertIn("1 files are no mail", said)
        self.assertEqual([d for d, _ in self.told(self.tickets()[0])], ["in", "out"])
        self.assertIn("3 of them here already",
                      self.say("eml", self.folder / "mails", "--mailbox", SUPPORT))  # fmt: skip
        self.assertEqual(self.imported_messages(), 3)

    def test_a_dry_run_counts_and_keeps_nothing(self):
        self.eml(*PAIR, PAIR[0])
        said = self.say("eml", self.folder / "mails", "--mailbox", SUPPORT, "--dry-run")
        self.assertIn("3 mails, 1 of them here already.", said)
        self.assertIn("2023-03-01 – 2023-03-02", said)
        self.assertEqual((self.imported_messages(), ImportedMail.objects.count()), (0, 0))
        self.assertFalse(Envelope.objects.exists())

    def test_undo_takes_back_what_nobody_touched(self):
        self.eml(*PAIR, old_mail("x", sender="lee@example.com", days=3))
        self.say("eml", self.folder / "mails", "--mailbox", SUPPORT, "--solved", "none")
        Ticket.objects.get(subject="x").solve(by=self.jisu)
        number = MailImport.objects.get().pk
        self.assertIn("1 tickets stay", self.say("undo", number))
        self.assertEqual([t.subject for t in self.tickets()], ["x"])
        with self.assertRaises(Refusal):
            self.say("undo", number)

    def test_what_cannot_be_is_refused_before_anything_begins(self):
        self.eml(*PAIR)
        for words in [
            ("eml", self.folder / "nowhere", "--mailbox", SUPPORT),
            ("eml", self.folder, "--mailbox", "strange@example.com"),
            ("imap", "--mailbox", SUPPORT),
            ("undo", "99"),
        ]:
            with self.subTest(words), self.assertRaises(Refusal):
                self.say(*words)
        self.assertFalse(MailImport.objects.exists())
        self.file(b"nothing", "empty.mbox")
        self.say("mbox", self.folder / "empty.mbox", "--mailbox", SUPPORT, code=1)

    def test_nobody_is_answered_though_answers_are_on(self):
        Wording.objects.create(brand=self.onnuri, is_on=True)
        today = (timezone.now() - BEGAN).days
        self.eml(*(old_mail(f"n{n}", sender=f"c{n}@example.com", days=today) for n in range(5)))
        sent = Delivery.objects.count()
        self.say("eml", self.folder / "mails", "--mailbox", SUPPORT, "--solved", "none")
        self.assertEqual(self.imported_messages(), 5)
        while open_waiting() or answer_waiting() or send_waiting():
            pass
        self.assertEqual(Delivery.objects.count(), sent)
        self.assertFalse(AutoAnswer.objects.exists())


class ImportMailboxTests(DovecotCase, CommandCase):
    def test_a_mailbox_with_its_history(self):
        wire = [mail.replace(b"\n", b"\r\n") for mail in PAIR]
        self.dovecot.deliver(self.user, [wire[0]])
        self.dovecot.deliver(self.user, [wire[1]], folder="Sent")
        self.connect(begin_with="new")
        said = self.say("imap", "--mailbox", SUPPORT)
        self.assertIn("2 messages in 1 new tickets", said)
        self.assertEqual(self.seen(), set())
        self.assertIn("2 of them here already", self.say("imap", "--mailbox", SUPPORT))
        with self.assertRaisesMessage(Refusal, "Missing"):
            self.say("imap", "--mailbox", SUPPORT, "--folder", "Missing")
        self.say("undo", MailImport.objects.earliest("id").pk)
        self.assertEqual(self.imported_messages(), 0)


class KilledCommandTests(CommandCase):
    def test_killed_in_the_middle_the_worker_goes_on_and_typed_again_nothing_is_doubled(self):
        mails = [
            old_mail(f"m{n}", sender=f"c{n}@example.com", days=n, text=f"{n}") for n in range(MANY)
        ]
        path = self.file(as_mbox(mails))
        command = [sys.executable, "-m", "maru", "import", "mbox", str(path), "--mailbox", SUPPORT]
        with subprocess.Popen(
            command, env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as typed:
            self.wait_for(lambda: 0 < self.imported_messages() < MANY, typed)
            typed.send_signal(signal.SIGKILL)
        half = MailImport.objects.get()
        self.assertIs(half.is_under_way, True)
        said = self.say("mbox", path, "--mailbox", SUPPORT)
        self.assertIn(f"{MANY} mails", said)
        carried_out(half)  # as the worker does once the lease has ended
        self.assertEqual(self.imported_messages(), MANY)
        texts = Message.objects.filter(ticket__source="import").values_list("text", flat=True)
        self.assertEqual(len(set(texts)), MANY)

    def environment(self) -> dict[str, str]:
        """Return that of a process which works on the test's own database and files."""
        url = os.environ.get("MARU_DATABASE_URL", "")
        name = connection.settings_dict["NAME"]
        url = f"{url.rpartition('/')[0]}/{name}" if url else f"sqlite:///{name}"
        return {**os.environ, "MARU_HOME": str(settings.HOME), "MARU_DATABASE_URL": url}

    def wait_for(self, holds, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 300
        while not holds():
            self.assertIsNone(process.poll(), "it ended before it could be killed")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)


@pytest.mark.corpora
class CorpusTests(CommandCase):
    def test_the_corpus_as_one_mbox_comes_in_byte_for_byte_and_answers_nobody(self):
        mails = self.corpus()
        path = self.file(as_mbox(list(mails.values())))
        sent = Delivery.objects.count()
        self.say("mbox", path, "--mailbox", SUPPORT)
        self.assertEqual(set(ImportedMail.objects.values_list("sha256", flat=True)), set(mails))
        done = MailImport.objects.get()
        self.assertEqual(done.messages + done.quarantined + done.doubles, len(mails))
        self.assertEqual(self.imported_messages(), done.messages)
        while open_waiting() or answer_waiting() or send_waiting():
            pass
        self.assertEqual(Delivery.objects.count(), sent)

    def corpus(self) -> dict[str, bytes]:
        """Return the mails that begin as a mail does, by the name that their bytes will have."""
        found = {}
        for path in (CORPORA / "mail").rglob("*.eml*"):
            data = path.read_bytes()
            mail = gzip.decompress(data) if path.suffix == ".gz" else data
            mail = mail.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
            if re.match(rb"(?!From :)[!-9;-~]+:", mail):
                found[sha256(as_by_smtp(mail)).hexdigest()] = mail
        self.assertGreaterEqual(len(found), 100)
        return found
