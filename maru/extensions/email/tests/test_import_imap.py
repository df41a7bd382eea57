"""A mailbox with history, on a real Dovecot: read, never changed; cut anywhere, it goes on."""

from datetime import date
from unittest.mock import patch

from maru.extensions.email.importing import folders, taking
from maru.extensions.email.importing.asking import Unaskable, for_mailbox
from maru.extensions.email.models import Mailbox, MailImport
from maru.extensions.email.tests.imports import (
    SUPPORT,
    ImportCase,
    as_mbox,
    carried_out,
    old_mail,
)
from maru.extensions.email.tests.mailboxes import DovecotCase
from maru.extensions.email.tests.test_cut import Proxy
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import LiveSupportTestCase

CRLF = (b"\n", b"\r\n")
QUESTION = old_mail("q", text="언제 오나요").replace(*CRLF)
ANSWER = old_mail("a", sender=SUPPORT, to="kim@example.com", days=1, answers="q").replace(*CRLF)
RECENT = old_mail("r", sender="lee@example.com", days=400).replace(*CRLF)


class ImapImportTests(DovecotCase, ImportCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.dovecot.deliver(self.user, [QUESTION, RECENT])
        self.dovecot.deliver(self.user, [ANSWER], folder="Sent")
        self.account = self.connect(begin_with="new")

    def ask(self, *folders: str, since=None) -> MailImport:
        return for_mailbox(self.mailbox, folders, since, by=self.sora)

    def test_inbox_and_sent_become_tickets_and_stay_as_they_were(self):
        asked = self.ask()
        self.assertEqual(asked.sources, [{"folder": "INBOX"}, {"folder": "Sent"}])
        done = carried_out(asked)
        self.assertEqual((done.state, done.messages, done.tickets), ("done", 3, 2))
        self.assertEqual([d for d, _ in self.told(self.tickets()[0])], ["in", "out"])
        self.assertEqual(self.seen(), set())

    def test_only_since_a_day(self):
        done = carried_out(self.ask("INBOX", since=date(2100, 1, 1)))
        self.assertEqual((done.state, done.trouble), ("failed", "nothing"))

    def test_what_was_read_live_or_from_a_file_is_not_doubled(self):
        self.imported(self.file(as_mbox([QUESTION.replace(b"\r\n", b"\n")])))
        self.dovecot.deliver(self.user, [old_mail("new").replace(*CRLF)])
        self.account.delete()
        self.account = self.connect(begin_with="unread")
        self.read(self.account)
        before = Envelope.objects.count()
        done = carried_out(self.ask("INBOX"))
        self.assertEqual((done.found, done.doubles, done.messages), (3, 3, 0))
        self.assertEqual(Envelope.objects.count(), before)

    def test_a_folder_that_is_not_there_is_named(self):
        with self.assertRaisesMessage(Unaskable, "Missing"):
            self.ask("Missing")

    def test_a_wrong_password_ends_it_in_words(self):
        asked = self.ask()
        self.account.password = "falsch"
        self.account.save()
        for _try in range(3):
            done = carried_out(asked)
        self.assertEqual((done.state, done.trouble), ("failed", "password"))

    def test_cut_after_each_command_it_goes_on_behind_what_is_stored(self):
        many = [old_mail(f"m{n}", sender=f"c{n}@example.com", days=n) for n in range(40)]
        self.dovecot.deliver(self.user, [mail.replace(*CRLF) for mail in many])
        self.enterContext(patch.object(folders, "TOGETHER", 5))
        self.enterContext(patch.object(taking, "TOGETHER", 4))
        asked = self.ask("INBOX", "Sent")
        proxy = Proxy(self.dovecot.port)
        self.addCleanup(proxy.close)
        Mailbox.objects.filter(pk=self.account.pk).update(port=proxy.port)
        cuts = 0
        for proxy.commands in range(1, 100):
            MailImport.objects.filter(pk=asked.pk).update(failures=0)
            done = carried_out(asked)
            if not done.is_under_way:
                break
            cuts += 1
        self.assertGreater(cuts, 5)
        self.assertEqual((done.state, done.messages, done.doubles), ("done", 43, 0))
        self.assertEqual(Message.objects.filter(ticket__source="import").count(), 43)
