"""Each mailbox has a thread of its own and one owner; what fails pauses and blocks nobody."""

import time
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from maru.extensions.email.imap.watching import Watch, watch_what_nobody_watches
from maru.extensions.email.models import Mailbox
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.records.channels.models import Channel, Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase


def soon(is_so: Callable[[], bool]) -> bool:
    for _ in range(1_200):  # a minute
        if is_so():
            return True
        time.sleep(0.05)
    return False


class WatchingTests(DovecotCase, LiveSupportTestCase):
    def start(self, mailbox: Mailbox) -> Watch:
        watch = Watch(self.watched(mailbox))
        watch.start()
        self.addCleanup(self.end, watch)
        return watch

    def end(self, watch: Watch) -> None:
        watch.stop.set()
        watch.join(60)

    def test_a_mail_that_arrives_while_it_waits_comes_at_once(self):
        mailbox = self.connect(interval=600)
        self.start(mailbox)
        self.assertTrue(soon(lambda: Mailbox.objects.filter(succeeded_at__isnull=False).exists()))
        self.dovecot.deliver(self.user, mails(1))
        self.assertTrue(soon(Envelope.objects.exists))
        self.assertTrue(soon(lambda: self.seen() == {1}))

    def test_nobody_else_reads_what_is_being_watched(self):
        mailbox = self.connect()
        self.watched(mailbox)
        self.assertEqual(watch_what_nobody_watches(), 0)

    def test_the_mailbox_of_an_address_that_takes_no_mail_is_left_alone(self):
        mailbox = self.connect(interval=1)
        watch = self.start(mailbox)
        self.assertTrue(soon(lambda: Mailbox.objects.filter(succeeded_at__isnull=False).exists()))
        Channel.objects.filter(pk=mailbox.channel_id).update(is_active=False)
        watch.join(60)
        self.assertFalse(watch.is_alive())
        self.dovecot.deliver(self.user, mails(1))
        Mailbox.objects.update(due_at=timezone.now(), lease_until=None)
        self.assertEqual(watch_what_nobody_watches(), 0)
        Channel.objects.filter(pk=mailbox.channel_id).update(is_active=True)
        self.start(mailbox)
        self.assertTrue(soon(Envelope.objects.exists), "it keeps its place")

    def test_a_failure_is_written_down_and_tried_later(self):
        mailbox = self.connect(password="틀린열쇠")
        self.end(self.start(mailbox))
        mailbox.refresh_from_db()
        self.assertEqual((mailbox.trouble, mailbox.failures), ("password", 1))
        self.assertGreater(mailbox.due_at, timezone.now())
        self.assertIsNone(mailbox.lease_until)
        self.assertEqual(watch_what_nobody_watches(), 0)
        since = mailbox.trouble_since
        Mailbox.objects.update(due_at=timezone.now())
        self.end(self.start(mailbox))
        mailbox.refresh_from_db()
        self.assertEqual((mailbox.failures, mailbox.trouble_since), (2, since))

    def test_changed_settings_end_who_reads_with_the_old_ones(self):
        mailbox = self.connect(interval=1)
        watch = self.start(mailbox)
        self.assertTrue(soon(lambda: Mailbox.objects.filter(succeeded_at__isnull=False).exists()))
        mailbox.refresh_from_db()
        mailbox.begin_anew()
        mailbox.save()
        watch.join(60)
        self.assertFalse(watch.is_alive())
        connection.close()
