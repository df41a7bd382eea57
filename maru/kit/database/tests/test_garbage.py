"""What one thread left behind keeps no writer waiting."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import unittest
from typing import Any

from maru.kit.database.garbage import collected_apart

# The writer makes garbage while another waits for it, whose cursor stands in a cycle: prints the
# seconds until the writer was through.
SCENE = """
import contextlib, gc, sqlite3, sys, tempfile, threading, time
from maru.kit.database.garbage import collected_apart

class Cycle:
    pass

def connect():
    return sqlite3.connect(path, timeout=WAIT, isolation_level=None, check_same_thread=False)

WAIT, OBJECTS = 4.0, 300_000
path = tempfile.mkdtemp() + "/db"
writer, other = connect(), connect()
writer.execute("PRAGMA journal_mode = WAL")
writer.execute("CREATE TABLE t (x)")
with collected_apart() if sys.argv[1] == "apart" else contextlib.nullcontext():
    writer.execute("BEGIN IMMEDIATE")
    lost = Cycle()
    lost.me, lost.cursor = lost, other.cursor()
    other.execute("PRAGMA busy_timeout = 100")
    with contextlib.suppress(sqlite3.OperationalError):  # as those that fail in a traceback
        lost.cursor.execute("BEGIN IMMEDIATE")
    other.execute(f"PRAGMA busy_timeout = {WAIT * 1000:.0f}")
    waiting = threading.Thread(target=lambda: other.execute("BEGIN IMMEDIATE"))
    waiting.start()
    time.sleep(0.5)
    del lost
    began = time.monotonic()
    for _ in range(OBJECTS // 1000):
        kept = [Cycle() for _ in range(1000)]
        for each in kept:
            each.me = each
    writer.execute("COMMIT")
    print(time.monotonic() - began)
    waiting.join()
"""


class GarbageTests(unittest.TestCase):
    def test_a_writer_does_not_wait_for_who_waits_for_it(self):
        self.assertGreater(self.seconds("by whoever comes"), 2.0)  # that there is such a danger
        self.assertLess(self.seconds("apart"), 2.0)

    def seconds(self, how: str) -> float:
        done = subprocess.run(
            [sys.executable, "-c", SCENE, how], capture_output=True, check=True, timeout=60
        )
        return float(done.stdout)

    def test_the_thread_collects_and_python_goes_on_afterwards(self):
        by: list[str] = []

        class Lost:
            me: Any

            def __del__(self) -> None:
                by.append(threading.current_thread().name)

        with collected_apart():
            self.assertFalse(gc.isenabled())
            lost = Lost()
            lost.me = lost
            del lost
            kept: list[list[int]] = []
            waited = threading.Event()
            for _ in range(100):
                kept += [[n] for n in range(gc.get_threshold()[0])]
                if by or waited.wait(0.1):
                    break
        self.assertEqual(by, ["garbage"])
        self.assertTrue(gc.isenabled())
