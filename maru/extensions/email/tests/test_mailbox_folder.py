"""How far a folder is read: of two who read it, the one who comes late takes nothing."""

from unittest.mock import patch

from django.db import connection

from maru.extensions.email.mailbox_folder import Overtaken
from maru.extensions.email.models import Mailbox, MailboxFolder
from maru.extensions.email.tests.mailboxes import mails
from maru.kit.blobs import Store
from maru.records.channels.acceptance import Letter
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase


class ReadingOnTests(LiveSupportTestCase):
    def setUp(self) -> None:
        super().setUp()
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

    def test_nobody_waits_for_us_while_the_disk_writes(self) -> None:
        held = []
        real = Store.put_many

        def watched(blobs: Store, many: list[bytes]) -> list[str]:
            if many := list(many):
                held.append(connection.in_atomic_block)
            return real(blobs, many)

        with patch.object(Store, "put_many", watched):
            self.first.take(self.letters(1, 2), through=2)
        self.assertEqual(held, [False])
        self.assertEqual(Envelope.objects.count(), 2)

    def test_what_is_not_accepted_is_not_read_past(self) -> None:
        """Whatever fails on the way: a kill between two commits would lose the mail (D1)."""
        letters = self.letters(1, 2)
        letters[2].transport["odd"] = object()  # no column takes it
        with self.assertRaises(TypeError):
            self.first.take(letters, through=2)
        row = MailboxFolder.objects.get()
        self.assertEqual((row.last_uid, row.pending.count()), (0, 0))
        self.assertEqual(Envelope.objects.count(), 0)
        self.first.take(self.letters(1), through=1)
        self.assertEqual((self.first.last_uid, Envelope.objects.count()), (1, 1))

    def test_numbers_of_an_earlier_uidvalidity_count_no_more(self) -> None:
        MailboxFolder.objects.update(uid_validity=2)
        with self.assertRaises(Overtaken):
            self.late.take(self.letters(1), through=1)
        self.assertEqual(Envelope.objects.count(), 0)
