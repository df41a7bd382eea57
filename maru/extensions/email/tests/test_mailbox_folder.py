"""How far a folder is read: of two who read it, the one who comes late takes nothing."""

from maru.extensions.email.mailbox_folder import Overtaken
from maru.extensions.email.models import Mailbox, MailboxFolder
from maru.extensions.email.tests.mailboxes import mails
from maru.records.channels.acceptance import Letter
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import SupportTestCase


class ReadingOnTests(SupportTestCase):
    def setUp(self) -> None:
        mailbox = Mailbox.objects.create(
            channel=self.mailbox, host="imap.example", user="support@onnuri.example"
        )
        self.first = MailboxFolder.objects.create(
            mailbox=mailbox, name="INBOX", uid_validity=1, first_new_uid=1
        )
        self.late = MailboxFolder.objects.get()

    def letters(self, *uids: int) -> dict[int, Letter]:
        return {
            uid: Letter(raw, (self.mailbox.pk,))
            for uid, raw in zip(uids, mails(len(uids)), strict=True)
        }

    def test_who_comes_late_neither_stores_nor_goes_back(self) -> None:
        self.first.take(self.letters(4, 5), through=5)
        with self.assertRaises(Overtaken):
            self.late.take(self.letters(3), through=3)
        self.assertEqual(MailboxFolder.objects.get().last_uid, 5)
        self.assertEqual(Envelope.objects.count(), 2)

    def test_numbers_of_an_earlier_uidvalidity_count_no_more(self) -> None:
        MailboxFolder.objects.update(uid_validity=2)
        with self.assertRaises(Overtaken):
            self.late.take(self.letters(1), through=1)
        self.assertEqual(Envelope.objects.count(), 0)
