"""Mail is read over IMAP: fetched, committed, then marked; nothing twice, nothing left out."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from maru.extensions.email.checks import mailboxes
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.models import Mailbox, MailboxFolder, Pending
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.kit.blobs import store
from maru.kit.blobs.tests.small_disk import small_disk
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import SupportTestCase


class ImapTests(DovecotCase, SupportTestCase):
    def test_a_mail_becomes_a_ticket_and_is_marked_read(self):
        mailbox = self.connect()
        self.dovecot.deliver(self.user, mails(1, "hello"))
        self.assertEqual(self.read(mailbox), 1)
        self.assertEqual(len(self.subjects()), 1)
        self.assertEqual(self.seen(), {1})
        self.assertEqual(self.read(mailbox), 0)
        self.assertFalse(Pending.objects.exists())

    def test_every_size_comes_in_whole(self):
        sent = 0
        mailbox = self.connect()
        for size in (1, 2, 3, 4, 6, 120):
            self.dovecot.drop(self.user, mails(size))
            sent += size
            self.assertEqual(self.read(mailbox), size)
            self.assertEqual(Envelope.objects.count(), sent)
        self.assertEqual(len(self.seen()), sent)

    def test_from_now_on_leaves_what_was_there(self):
        self.dovecot.deliver(self.user, mails(3, "old"))
        mailbox = self.connect(begin_with="new")
        self.assertEqual(self.read(mailbox), 0)
        self.dovecot.deliver(self.user, mails(1, "new"))
        self.assertEqual(self.read(mailbox), 1)
        self.assertEqual(self.seen(), {4})

    def test_with_the_unread_leaves_what_was_read_even_if_it_is_marked_unread_later(self):
        self.dovecot.deliver(self.user, mails(4))
        with self.dovecot.client(self.user) as client:
            client.select_folder("INBOX")
            client.add_flags([1, 3], [b"\\Seen"])
        mailbox = self.connect()
        self.assertEqual(self.read(mailbox), 2)
        with self.dovecot.client(self.user) as client:
            client.select_folder("INBOX")
            client.remove_flags([1], [b"\\Seen"])
        self.assertEqual(self.read(mailbox), 0)

    def test_a_new_uidvalidity_doubles_nothing_and_loses_nothing(self):
        mailbox = self.connect()
        self.dovecot.deliver(self.user, mails(5))
        self.read(mailbox)
        before = MailboxFolder.objects.get().uid_validity
        self.dovecot.renumber(self.user)
        self.dovecot.deliver(self.user, mails(2, "meanwhile"))
        self.read(mailbox)
        self.assertNotEqual(MailboxFolder.objects.get().uid_validity, before)
        self.assertEqual(Envelope.objects.count(), 7)
        self.assertEqual(len(self.subjects()), 7)
        self.assertEqual(len(self.seen()), 7)

    def test_a_new_uidvalidity_brings_no_old_mail(self):
        with self.dovecot.client(self.user) as client:
            last_week = timezone.now() - timedelta(days=7)
            client.append("INBOX", mails(1, "old")[0], msg_time=last_week)
        mailbox = self.connect(begin_with="new")
        self.read(mailbox)
        self.dovecot.renumber(self.user)
        self.dovecot.deliver(self.user, mails(1, "new"))
        self.read(mailbox)
        self.assertEqual(len(self.seen()), 1)
        self.assertEqual(Envelope.objects.count(), 1)

    def test_read_mail_is_moved_or_left(self):
        mailbox = self.connect(after_reading="move", move_to="Maru")
        self.dovecot.deliver(self.user, mails(1), folder="Maru")
        self.dovecot.deliver(self.user, mails(2))
        self.read(mailbox)
        self.assertEqual(self.dovecot.flags(self.user), {})
        self.assertEqual(len(self.dovecot.flags(self.user, "Maru")), 3)
        mailbox.after_reading = "leave"
        mailbox.save()
        self.dovecot.deliver(self.user, mails(2))
        self.assertEqual(self.read(mailbox), 2)
        self.assertEqual(self.seen(), set())
        self.assertEqual(self.read(mailbox), 0)

    def test_a_missing_folder_keeps_no_other_from_being_read(self):
        mailbox = self.connect(folders=["없는 폴더", "INBOX", "문의"])
        self.dovecot.deliver(self.user, mails(1))
        self.dovecot.deliver(self.user, mails(1), folder="문의")
        with self.assertRaises(Trouble) as caught:
            self.read(mailbox)
        self.assertEqual(caught.exception.code, "folder")
        self.assertEqual(Envelope.objects.count(), 2)

    def test_a_huge_mail_is_set_aside_and_blocks_nobody(self):
        mailbox = self.connect()
        huge = mails(1, "huge")[0] + b"x" * 70_000
        with self.settings(MAIL_MAX_BYTES=50_000):
            self.dovecot.deliver(self.user, [*mails(1), huge, *mails(1)])
            self.read(mailbox)
        self.assertEqual(len(self.subjects()), 2)
        aside = Envelope.objects.get(state="quarantined")
        self.assertEqual(aside.reason, "left_on_server")
        self.assertIn("UID 2", aside.detail)
        self.assertEqual(self.seen(), {1, 3})

    def test_the_same_mail_twice_in_the_mailbox_is_one(self):
        (mail,) = mails(1)
        mailbox = self.connect()
        self.dovecot.deliver(self.user, [mail, mail])
        self.read(mailbox)
        self.assertEqual(Envelope.objects.count(), 1)
        self.assertEqual(self.seen(), {1, 2})


class FullDiskTests(DovecotCase, SupportTestCase):
    @pytest.mark.disk
    def test_what_finds_no_room_stays_unread_and_comes_once_there_is(self):
        """D9: neither marked nor read past, however often it is tried."""
        sent = [one.replace(b"Hello", os.urandom(250_000).hex().encode()) for one in mails(3)]
        mailbox = self.connect()
        with small_disk() as (folder, make_room), self.settings(BLOBS=folder / "blobs"):
            self.dovecot.deliver(self.user, sent)
            for _ in range(3):
                with self.assertRaises(Trouble) as caught:
                    self.read(mailbox)
                self.assertEqual(caught.exception.code, "storage")
            self.assertEqual(len(self.seen()), Envelope.objects.count())
            make_room()
            self.read(mailbox)
            stored = [store().read(envelope.sha256) for envelope in Envelope.objects.order_by("id")]
        self.assertEqual(stored, sent)
        self.assertEqual(self.seen(), {1, 2, 3})


class TroubleTests(DovecotCase, SupportTestCase):
    def code(self, **changes) -> str:
        mailbox = self.connect(**changes)
        with self.assertRaises(Trouble) as caught:
            self.read(mailbox)
        return caught.exception.code

    def test_what_is_wrong_has_a_name(self):
        for code, changes in [
            ("name", {"host": "no-such-host.invalid"}),
            ("closed", {"port": 1}),
            ("password", {"password": "틀린열쇠"}),
            ("tls", {"security": "tls"}),
            ("refused", {"security": "starttls"}),
        ]:
            with self.subTest(code):
                self.assertEqual(self.code(**changes), code)
                Mailbox.objects.all().delete()

    def test_a_private_host_is_refused_unless_it_was_opened(self):
        with self.settings(MAIL_ALLOW=[]):
            self.assertEqual(self.code(), "private")


class LateTests(SupportTestCase):
    def test_a_mailbox_that_is_not_read_is_late_and_told(self):
        box = Mailbox(channel=self.mailbox, host="imap.example.com", user="u")
        box.created_at = timezone.now() - timedelta(minutes=6)
        box.save()
        self.assertTrue(box.is_late)
        self.assertIn(self.mailbox.address, str(*mailboxes()))
        box.succeeded_at = timezone.now()
        box.save()
        self.assertFalse(box.is_late)
