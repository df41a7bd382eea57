"""D13: whoever is killed while files come and go leaves no row without its file."""

import hashlib
import os
import random
import signal
import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from maru.kit.blobs import store
from maru.kit.blobs.consistency import ORPHAN_AGE, inspect, remove_orphans
from maru.support.tickets.files import keep
from maru.support.tickets.models import Attachment
from maru.support.tickets.tests.cast import LiveSupportTestCase

KILLS = int(os.environ.get("MARU_TEST_KILLS", "10"))  # 500 before a release
LONGEST = 0.02  # seconds that one lives after its last known step


@pytest.mark.sqlite
class KilledTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        folder = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(self.settings(BLOBS=folder))

    def test_rows_and_files_agree_after_every_kill(self):
        dice = random.Random(13)
        for number in range(KILLS):
            step, done = os.pipe()
            pid = self.start(number, done)
            os.close(done)
            for _ in range(dice.randint(1, 8)):
                self.assertEqual(os.read(step, 1), b".", "it ended by itself")
            time.sleep(dice.uniform(0, LONGEST))
            os.close(step)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            self.age()  # what it left without a row is for the next one to remove
            self.assertEqual(inspect(store()).missing, [])
        self.assertGreater(Attachment.objects.count(), 0)
        remove_orphans()
        found = inspect(store(), orphan_age=-1)
        self.assertEqual((found.missing, found.orphans), ([], []))
        for row in Attachment.objects.all():
            with store().open(row.sha256) as file:
                self.assertEqual(hashlib.file_digest(file, "sha256").hexdigest(), row.sha256)
        self.assertEqual(list((store().root / "incoming").iterdir()), [])
        sys.stdout.write(f"{KILLS} kills: {Attachment.objects.count()} files with rows\n")

    def start(self, number: int, done: int) -> int:
        """Start one that uploads, removes and uploads anew, and tells each step, until killed."""
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads; the child leaves them
            pid = os.fork()
        if pid:
            return pid
        try:
            while True:
                for n in range(3):
                    content = b"%d %d" % (n, number % 7) * 20_000
                    files = keep([SimpleUploadedFile(f"{n}.bin", content)])
                    if n:  # the first stays without a row
                        self.ticket.note("파일", by=self.jisu, files=files)
                    os.write(done, b".")
                remove_orphans()
        finally:
            os._exit(1)

    def age(self) -> None:
        long_ago = time.time() - 2 * ORPHAN_AGE
        for path in [*map(store().path, store().names()), *(store().root / "incoming").iterdir()]:
            os.utime(path, (long_ago, long_ago))
