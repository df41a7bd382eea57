"""Files in pieces: each byte once, on after a broken line, no more than the disk holds (D9)."""

import errno
import shutil
from collections import namedtuple
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from hashlib import file_digest, sha256
from unittest.mock import patch

from django.utils import timezone

from maru.extensions.email.importing import upload as uploading
from maru.extensions.email.importing.upload import (
    AT_ONCE,
    KEPT,
    NoRoom,
    OutOfStep,
    Unwelcome,
    Upload,
    forget_abandoned,
)
from maru.kit.blobs import piecemeal, store
from maru.support.tickets.tests.cast import SupportTestCase

DATA = bytes(range(256)) * 40


@contextmanager
def another_process():
    """What is done in it, this process knows nothing of."""
    mine, piecemeal._hashed = piecemeal._hashed, {}
    try:
        yield
    finally:
        piecemeal._hashed = mine


class UploadTests(SupportTestCase):
    def begun(self, data: bytes = DATA, **fields: str) -> Upload:
        return Upload.begin(by=self.sora, name="받은 메일.mbox", size=len(data), **fields)

    def test_pieces_become_the_file_they_were_cut_from(self):
        upload = self.begun()
        self.assertIsNone(upload.append(0, DATA[:4000]))
        self.assertIsNone(upload.append(4000, DATA[4000:9000]))
        whole = upload.append(9000, DATA[9000:])
        assert whole is not None
        self.assertEqual(store().read(whole.sha256), DATA)
        self.assertEqual((whole.key, whole.name, whole.member), (upload.key, "받은 메일.mbox",
                                                                 self.sora))  # fmt: skip
        self.assertFalse(Upload.objects.exists())

    def test_a_piece_sent_again_counts_once_and_a_gap_is_refused(self):
        upload = self.begun()
        upload.append(0, DATA[:4000])
        self.assertIsNone(upload.append(0, DATA[:4000]))  # its answer was lost
        for at, piece in [(5000, DATA[5000:6000]), (3000, DATA[3000:5000]), (4000, b"")]:
            with self.subTest(at), self.assertRaises(OutOfStep) as raised:
                upload.append(at, piece)
            self.assertEqual(raised.exception.received, 4000)
        other = Upload.objects.get()
        upload.append(4000, DATA[4000:5000])
        with self.assertRaises(OutOfStep):  # another page, which read the row before
            other.append(4000, DATA[4000:5000])
        self.assertEqual(other.received, 5000)
        whole = other.append(5000, DATA[5000:])
        assert whole is not None
        self.assertEqual(store().read(whole.sha256), DATA)

    def test_what_was_written_but_never_acknowledged_is_cut_off(self):
        upload = self.begun()
        upload.append(0, DATA[:4000])
        piecemeal.append(upload.key, 4000, b"x" * 3000)  # killed before the row was written
        whole = upload.append(4000, DATA[4000:])
        assert whole is not None
        self.assertEqual(store().read(whole.sha256), DATA)

    def test_killed_while_it_becomes_a_file_it_begins_anew(self):
        upload = self.begun()
        killed = patch.object(uploading, "detect_type", side_effect=KeyboardInterrupt)
        with killed, self.assertRaises(KeyboardInterrupt):
            upload.append(0, DATA)
        with self.assertRaises(OutOfStep) as raised:
            Upload.objects.get().append(len(DATA) - 1, DATA[-1:])
        self.assertEqual(raised.exception.received, 0)
        self.assertIsNotNone(Upload.objects.get().append(0, DATA))

    def test_the_hash_is_made_as_it_comes_and_what_others_wrote_is_read(self):
        def finished(*others: int) -> tuple[bool, bytes]:
            """Send it, with the pieces at ``others`` written by another process."""
            upload = self.begun()
            with patch("hashlib.file_digest", wraps=file_digest) as read:
                for at in range(0, len(DATA), 4000):
                    with another_process() if at in others else nullcontext():
                        whole = upload.append(at, DATA[at : at + 4000])
            assert whole is not None
            return read.called, store().read(whole.sha256)

        self.assertEqual(finished(), (False, DATA))
        for others in ([0], [4000], [0, 4000]):
            self.assertEqual(finished(*others), (True, DATA))
        self.assertEqual(piecemeal._hashed, {})

    def test_a_hash_is_of_what_lies_there_whoever_wrote_it_anew(self):
        first, anew, rest = b"1" * 4000, b"2" * 4000, b"3" * 4000
        upload = self.begun(first + rest)
        upload.append(0, first)
        with another_process():
            piecemeal.append(upload.key, 0, anew)
        whole = upload.append(4000, rest)
        assert whole is not None
        self.assertEqual(whole.sha256, sha256(anew + rest).hexdigest())

    def test_the_same_file_goes_on_and_another_begins(self):
        upload = self.begun(modified="1764320000000")
        upload.append(0, DATA[:4000])
        self.assertEqual(self.begun(modified="1764320000000").received, 4000)
        self.assertEqual(self.begun(modified="1764320000001").received, 0)
        self.assertEqual(self.begun().received, 0)
        self.assertEqual(Upload.objects.count(), 3)

    def test_more_than_was_said_empty_and_too_many_are_refused(self):
        upload = self.begun()
        for piece in (DATA + b"x", b"x" * (uploading.PIECE + 1)):
            with self.assertRaises(Unwelcome):
                upload.append(0, piece)
        with self.assertRaises(Unwelcome):
            self.begun(b"")
        for _ in range(AT_ONCE - 1):
            self.begun()
        with self.assertRaises(Unwelcome):
            self.begun()

    def test_what_the_disk_does_not_hold_is_refused_in_words_at_once(self):
        usage = namedtuple("usage", "total used free")(0, 0, 2_000_000_000)
        with patch.object(shutil, "disk_usage", return_value=usage):
            Upload.begin(by=self.sora, name="a.mbox", size=600_000_000)
            with self.assertRaisesMessage(NoRoom, "1.9"):  # another was promised 600 MB
                Upload.begin(by=self.sora, name="b.mbox", size=600_000_000)

    def test_a_full_disk_in_between_loses_nothing(self):
        upload = self.begun()
        upload.append(0, DATA[:4000])
        full = OSError(errno.ENOSPC, "full")
        with patch.object(piecemeal.os, "fsync", side_effect=full), self.assertRaises(OSError):
            upload.append(4000, DATA[4000:])
        self.assertIsNotNone(Upload.objects.get().append(4000, DATA[4000:]))

    def test_the_abandoned_go_and_the_rest_stay(self):
        old, new = self.begun(), self.begun()
        for upload in (old, new):
            upload.append(0, DATA[:10])
        long_ago = timezone.now() - KEPT - timedelta(minutes=1)
        Upload.objects.filter(pk=old.pk).update(touched_at=long_ago)
        forget_abandoned()
        self.assertEqual(Upload.objects.get(), new)
        self.assertFalse(piecemeal.path_of(old.key).exists())
        self.assertTrue(piecemeal.path_of(new.key).exists())
        new.discard()
        self.assertFalse(piecemeal.path_of(new.key).exists())
