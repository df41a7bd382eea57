"""Blobs: whole or not at all, and in agreement with the rows (D13)."""

import hashlib
import os
import stat
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.test import SimpleTestCase

from maru.kit.blobs import Store, refer, references
from maru.kit.blobs.consistency import ORPHAN_AGE, inspect, remove_orphans

PAST = time.time() - 2 * ORPHAN_AGE


class StoreTestCase(SimpleTestCase):
    def setUp(self):
        self.root = Path(self.enterContext(TemporaryDirectory()))
        self.store = Store(self.root)
        self.enterContext(self.settings(BLOBS=self.root))
        before = dict(references._referrers)
        self.addCleanup(references._referrers.update, before)
        self.addCleanup(references._referrers.clear)
        references._referrers.clear()
        self.needed: list[str] = []
        refer("row", lambda: self.needed)

    def incoming(self):
        return list((self.root / "incoming").iterdir())

    def age(self, name):
        os.utime(self.store.path(name), (PAST, PAST))


@contextmanager
def synced(of_kind, what=lambda file: file.st_ino):
    """Give what is known of the files or folders that are flushed meanwhile, in their order."""
    seen, fsync = [], os.fsync

    def watched(descriptor):
        fsync(descriptor)
        file = os.fstat(descriptor)
        if of_kind(file.st_mode):
            seen.append(what(file))

    with patch("os.fsync", watched):
        yield seen


def synced_folders():
    return synced(stat.S_ISDIR)


class StoringTests(StoreTestCase):
    def test_names_are_the_sha256_and_bytes_come_back(self):
        many = [b"", b"a", b"b" * 3_000_000, b"a"]
        names = self.store.put_many(many)
        self.assertEqual(names, [hashlib.sha256(data).hexdigest() for data in many])
        self.assertEqual([self.store.read(name) for name in names], many)
        self.assertEqual(len(list(self.store.names())), 3)
        self.assertEqual(self.incoming(), [])

    def test_a_stream_and_a_file_end_as_blobs(self):
        name, size = self.store.put_stream(iter([b"ab", b"c"]))
        self.assertEqual((self.store.read(name), size), (b"abc", 3))
        path = self.store.scratch() / "file"
        path.write_bytes(b"abc")
        self.assertEqual(self.store.adopt(path), name)
        self.assertFalse(path.exists())

    def test_nothing_half_written_stays_when_one_write_fails(self):
        taken = self.root / "incoming" / "taken"
        self.store._temporary = lambda: taken  # the second write finds the name taken
        with self.assertRaises(OSError):
            self.store.put_many([b"one", b"two"])
        self.assertFalse(taken.exists())
        self.assertEqual(list(self.store.names()), [])

    def test_a_shard_is_made_for_its_first_blob_and_its_name_is_on_disk(self):
        for store in (self.store, Store(self.root)):  # the second finds the folder made
            with synced_folders() as synced:
                path = store.path(store.put(b"a"))
            self.assertEqual(synced, [self.root.stat().st_ino, path.parent.stat().st_ino])
            with synced_folders() as synced:
                store.put(b"a")
            self.assertEqual(synced, [path.parent.stat().st_ino])
        self.assertEqual([p.name for p in self.root.glob("??")], [path.parent.name])

    def test_all_bytes_are_on_disk_before_they_have_their_name(self):
        def put(data):
            return self.store.put_many([data, data + b"x"])[0]

        def stream(data):
            return self.store.put_stream(iter([data[:5], data[5:]]))[0]

        for number, store in enumerate([put, stream]):
            data = b"%d" % number * 100_000

            def known(file):
                named = {self.store.path(name).stat().st_ino for name in self.store.names()}
                return file.st_ino, file.st_size, file.st_ino in named

            with synced(stat.S_ISREG, known) as flushed:
                path = self.store.path(store(data))
            self.assertIn((path.stat().st_ino, len(data), False), flushed)

    def test_a_stream_that_breaks_leaves_nothing(self):
        def breaking():
            yield b"half"
            raise ConnectionError

        with self.assertRaises(ConnectionError):
            self.store.put_stream(breaking())
        self.assertEqual((self.incoming(), list(self.store.names())), ([], []))

    def test_many_threads_storing_the_same(self):
        threads = [threading.Thread(target=self.store.put, args=(b"same",)) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        self.assertEqual(len(list(self.store.names())), 1)
        self.assertEqual(self.incoming(), [])

    def test_only_a_sha256_is_a_name(self):
        for name in ["", "../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "/"]:
            with self.assertRaises(ValueError):
                self.store.path(name)


class ConsistencyTests(StoreTestCase):
    def test_missing_and_orphans_are_found(self):
        kept, orphan, young = (self.store.put(data) for data in (b"kept", b"orphan", b"young"))
        gone = hashlib.sha256(b"gone").hexdigest()
        self.needed = [kept, gone]
        self.age(orphan)
        self.age(kept)
        found = inspect(self.store)
        self.assertEqual((found.missing, found.orphans), ([("row", gone)], [orphan]))
        remove_orphans()
        self.assertEqual(set(self.store.names()), {kept, young})

    def test_what_a_kill_left_half_done_goes_after_a_day(self):
        scratch = self.store.scratch()
        (scratch / "file").write_bytes(b"x")
        half = self.root / "incoming" / "half"
        half.write_bytes(b"x")
        new = self.store.scratch()
        for path in (scratch, half):
            os.utime(path, (PAST, PAST))
        remove_orphans()
        self.assertEqual(self.incoming(), [new])

    def test_an_orphan_that_is_asked_for_again_stays(self):
        name = self.store.put(b"again")
        self.age(name)
        orphans = inspect(self.store).orphans
        self.store.put(b"again")  # its row is about to be written
        for orphan in orphans:
            self.store.remove_older(orphan, age=ORPHAN_AGE)
        self.assertTrue(self.store.has(name))

    def test_an_orphan_that_comes_again_as_a_file_or_stream_stays(self):
        def adopt():
            path = self.store.scratch() / "file"
            path.write_bytes(b"again")
            self.store.adopt(path)

        name = self.store.put(b"again")
        for come_again in (adopt, lambda: self.store.put_stream([b"again"])):
            self.age(name)
            orphans = inspect(self.store).orphans
            self.assertEqual(orphans, [name])
            come_again()
            self.store.remove_older(name, age=ORPHAN_AGE)
            self.assertTrue(self.store.has(name))
