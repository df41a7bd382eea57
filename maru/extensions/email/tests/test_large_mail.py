"""A mail of tens of megabytes comes in by pieces: never whole in memory, never in part."""

import hashlib
import os
import tracemalloc

import pytest

from maru.extensions.email.imap import pieces
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.models import Pending
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.extensions.email.tests.test_cut import Proxy
from maru.kit.blobs import store
from maru.kit.blobs.tests.small_disk import small_disk
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase


def large(size: int) -> bytes:
    """Return a mail of some ``size`` bytes whose every line is another."""
    line = 72
    body = b"\r\n".join(os.urandom(line // 2).hex().encode() for _ in range(size // (line + 2)))
    return mails(1, "large")[0] + body + b"\r\n"


class LargeMailTests(DovecotCase, SupportTestCase):
    def test_fifty_megabytes_are_read_in_little_memory_and_whole(self):
        mail = large(49_000_000)
        self.dovecot.drop(self.user, [mail])
        mailbox = self.connect()
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        self.assertEqual(self.read(mailbox), 1)
        peak = tracemalloc.get_traced_memory()[1]
        self.assertLess(peak, 10_000_000)
        envelope = Envelope.objects.get()
        self.assertEqual(envelope.sha256, hashlib.sha256(mail).hexdigest())
        self.assertEqual(envelope.size, len(mail))
        self.assertEqual(self.seen(), {1})

    def test_it_comes_between_its_neighbours_and_is_a_ticket(self):
        self.dovecot.drop(self.user, [*mails(1), large(9_000_000), *mails(1)])
        self.assertEqual(self.read(self.connect()), 3)
        self.assertEqual(len(self.subjects()), 3)

    def test_a_size_that_is_told_too_small_does_not_cut_it_and_not_open_the_limit(self):
        mail = large(3_000_000)
        self.dovecot.drop(self.user, [mail])
        with self.dovecot.client(self.user) as client:
            client.select_folder("INBOX")
            stored = pieces.store_in_pieces(client, 1, 5, lambda: None)
            self.assertEqual(stored, (hashlib.sha256(mail).hexdigest(), len(mail)))
            with self.settings(MAIL_MAX_BYTES=2_500_000), self.assertRaises(pieces.TooLarge):
                pieces.store_in_pieces(client, 1, 5, lambda: None)

    def test_one_that_is_expunged_in_the_middle_is_not_stored_in_part(self):
        sent = [large(9_000_000), *mails(1)]
        self.dovecot.drop(self.user, sent)
        mailbox = self.connect()
        with self.dovecot.client(self.user) as client:
            client.select_folder("INBOX")
            left = iter([True] * 4)

            def expunge() -> None:
                if not next(left, False):
                    client.add_flags([1], [rb"\Deleted"])
                    client.expunge()

            self.read(mailbox, expunge)
        self.assertEqual([store().read(e.sha256) for e in Envelope.objects.all()], sent[1:])
        self.assertEqual(list((store().root / "incoming").iterdir()), [])

    @pytest.mark.disk
    def test_a_full_disk_leaves_it_for_later_and_counts_against_nobody(self):
        self.dovecot.drop(self.user, [large(9_000_000)])
        mailbox = self.connect()
        with small_disk() as (folder, _), self.settings(BLOBS=folder / "blobs"):
            for _ in range(7):
                with self.assertRaises(Trouble) as caught:
                    self.read(mailbox)
                self.assertEqual(caught.exception.code, "storage")
        self.assertFalse(Pending.objects.exists())
        self.assertEqual(self.read(mailbox), 1)


class CutInTheMiddleTests(DovecotCase, LiveSupportTestCase):
    def test_a_line_that_breaks_between_two_pieces_stores_nothing_and_the_next_try_all(self):
        proxy = Proxy(self.dovecot.port)
        self.addCleanup(proxy.close)
        mail = large(9_000_000)
        self.dovecot.drop(self.user, [mail])
        mailbox = self.connect(port=proxy.port)
        proxy.commands = 12
        with self.assertRaises(Trouble) as caught:
            self.read(mailbox)
        self.assertEqual(caught.exception.code, "lost")
        self.assertEqual((Envelope.objects.count(), self.seen()), (0, set()))
        proxy.commands = 10**9
        self.assertEqual(self.read(mailbox), 1)
        self.assertEqual(Envelope.objects.get().sha256, hashlib.sha256(mail).hexdigest())
