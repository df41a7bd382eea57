"""A mailbox's connection is removed while it is read: nothing is lost, marked unstored, or back."""

import contextlib
import threading

from django.db import IntegrityError, connection
from django.http import Http404

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.imap.watching import Watch
from maru.extensions.email.mailbox_form import MailboxForm
from maru.extensions.email.models import (
    Mailbox,
    MailboxFolder,
    MailboxSignIn,
    MailImport,
    Pending,
    Relay,
)
from maru.extensions.email.oauth import access
from maru.extensions.email.removing import InUse, Removal, remove
from maru.extensions.email.tests.dovecot import PASSWORD
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.extensions.email.tests.test_watching import soon
from maru.records.channels.models import Envelope
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase


class RemovingTests(DovecotCase, SupportTestCase):
    def test_what_opens_it_goes_and_all_mail_stays(self):
        mailbox = self.connect()
        self.dovecot.deliver(self.user, mails(2))
        self.read(mailbox)
        self.assertEqual(Removal.of(mailbox), Removal(0, 2, 2, 0, ""))
        remove(mailbox, by=self.sora)
        for gone in (Mailbox, MailboxFolder, Pending, MailboxSignIn):
            self.assertFalse(gone.objects.exists(), gone)
        self.assertEqual(len(self.subjects()), 2)
        self.mailbox.refresh_from_db()
        event = Event.objects.get(verb="mailbox.removed")
        self.assertEqual(event.before["address"], self.mailbox.address)
        self.assertNotIn(PASSWORD, str(event.before))

    def test_a_second_time_finds_nothing(self):
        mailbox = self.connect()
        remove(Mailbox.objects.get(), by=self.sora)
        with self.assertRaises(Mailbox.DoesNotExist):
            remove(mailbox, by=self.sora)
        self.assertEqual(Event.objects.filter(verb="mailbox.removed").count(), 1)

    def test_what_answers_leave_by_is_not_removed(self):
        mailbox = self.connect()
        relay = Relay.objects.create(channel=self.mailbox, host="smtp.example", as_mailbox=True)
        with self.assertRaises(InUse) as refused:
            remove(mailbox, by=self.sora)
        self.assertEqual(refused.exception.code, "sends")
        relay.delete()
        remove(mailbox, by=self.sora)

    def test_what_an_import_reads_is_not_removed(self):
        mailbox = self.connect()
        given = {"channel": self.mailbox, "mailbox": mailbox, "sources": [{"folder": "INBOX"}]}
        MailImport.objects.create(name="old", **given, state="taking")
        self.assertEqual(Removal.of(mailbox).obstacle, "import")
        with self.assertRaises(InUse):
            remove(mailbox, by=self.sora)
        MailImport.objects.update(state="done")
        remove(mailbox, by=self.sora)
        self.assertIsNone(MailImport.objects.get().mailbox)

    def test_connected_again_it_doubles_nothing(self):
        mailbox = self.connect(after_reading="leave")
        self.dovecot.deliver(self.user, mails(3))
        self.read(mailbox)
        remove(mailbox, by=self.sora)
        self.dovecot.deliver(self.user, mails(1))
        self.read(self.connect())
        self.assertEqual(Envelope.objects.count(), 4)
        self.assertEqual(len(self.subjects()), 4)

    def test_a_form_that_was_open_does_not_bring_it_back(self):
        mailbox = self.connect()
        given = {
            "host": mailbox.host, "port": mailbox.port, "security": "none", "user": self.user,
            "sign_in_by": "password", "password": PASSWORD, "folder_names": "INBOX",
            "after_reading": "seen", "interval": 60,
        }  # fmt: skip
        form = MailboxForm(given, instance=mailbox, member=self.sora, tries=False)
        self.assertTrue(form.is_valid(), form.errors)
        remove(Mailbox.objects.get(), by=self.sora)
        with self.assertRaises(Http404):
            form.save_by(self.sora)
        self.assertFalse(Mailbox.objects.exists())


class RemovedWhileReadTests(DovecotCase, LiveSupportTestCase):
    def test_at_any_step_of_reading_nothing_is_marked_that_is_not_stored(self):
        for step in range(1, 5):
            with self.subTest(step):
                self.user = f"step{step}-{self.user}"
                mailbox, steps = self.connect(), iter(range(1, 100))
                self.dovecot.deliver(self.user, mails(120))
                before = Envelope.objects.count()

                def goes_on(mailbox=mailbox, steps=steps, step=step):
                    if next(steps) == step:
                        remove(Mailbox.objects.get(pk=mailbox.pk), by=self.sora)

                with contextlib.suppress(Trouble, IntegrityError):
                    self.read(mailbox, goes_on)
                stored = Envelope.objects.count() - before
                self.assertEqual(len(self.seen()), stored)
                self.assertEqual(stored, min(50 * max(0, step - 2), 120))
                self.assertFalse(Mailbox.objects.exists())

    def test_who_waits_for_mail_ends_without_a_word(self):
        mailbox = self.connect(interval=1)
        watch = Watch(self.watched(mailbox))
        watch.start()
        self.assertTrue(soon(lambda: Mailbox.objects.filter(succeeded_at__isnull=False).exists()))
        with self.assertNoLogs("maru.extensions.email", level="ERROR"):
            remove(Mailbox.objects.get(), by=self.sora)
            watch.join(60)
        self.assertFalse(watch.is_alive())
        self.assertFalse(Mailbox.objects.exists())

    def test_who_read_it_by_a_token_forgets_that_at_the_end(self):
        Mailbox.objects.filter(pk=self.connect().pk).update(sign_in_by="oauth2")
        mailbox = Mailbox.objects.get()
        access.remember(mailbox, "token", 3600.0)
        watch = Watch(self.watched(mailbox))
        Mailbox.objects.all().delete()  # by another process
        watch.start()
        watch.join(60)
        self.assertNotIn(mailbox.sealed_refresh_token, access._tokens)

    def test_who_opens_a_folder_at_that_moment_ends_without_an_error(self):
        # Its first folder is written down only after the mailbox went.
        mailbox = self.watched(self.connect())
        remove(Mailbox.objects.get(), by=self.sora)
        watch = Watch(mailbox)
        watch._goes_on = lambda: None
        with self.assertNoLogs("maru.extensions.email", level="ERROR"):
            watch.start()
            watch.join(60)
        self.assertFalse(watch.is_alive())
        self.assertFalse(MailboxFolder.objects.exists())

    def test_a_reader_under_load_and_a_removal_do_not_wait_for_each_other(self):
        mailbox = self.connect()
        self.dovecot.drop(self.user, mails(500))
        failed = []

        def read():
            try:
                self.read(mailbox)
            except Trouble as why:
                failed.append(why.code)
            finally:
                connection.close()

        reader = threading.Thread(target=read)
        reader.start()
        self.assertTrue(soon(Envelope.objects.exists))
        remove(Mailbox.objects.get(), by=self.sora)
        stored = Envelope.objects.count()
        reader.join(60)
        self.assertFalse(reader.is_alive())
        self.assertEqual(Envelope.objects.count(), stored)
        self.assertLessEqual(len(self.seen()), stored)
        self.assertIn(failed, ([], ["lost"]))
