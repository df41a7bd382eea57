"""Who writes into SQLite waits in a queue: nobody is passed by others again and again."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from maru.kit.database.sqlite.turn import TooLong, Turn
from maru.kit.tags.models import Tag

HOLDS = """
import sys, time
from maru.kit.database.sqlite.turn import Turn
t = Turn(sys.argv[1], lambda: 9.0)
"""
# Takes its turn again and again, and says so.
BUSY = f"{HOLDS}\nwhile True:\n t.take(); print(flush=True); time.sleep(0.005); t.end()"
STAYS = f"{HOLDS}\nt.take(); print(flush=True); time.sleep(60)"


class TurnTests(unittest.TestCase):
    def setUp(self) -> None:
        self.path = str(Path(self.enterContext(tempfile.TemporaryDirectory())) / "db")

    def turn(self, longest: float = 20.0) -> Turn:
        turn = Turn(self.path, lambda: longest)
        self.addCleanup(turn.close)
        return turn

    def other(self, script: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", script, self.path], stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(process.stdout.close)  # type: ignore[union-attr]
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        process.stdout.readline()  # type: ignore[union-attr]
        return process

    def test_who_comes_next_is_let_in_before_those_who_come_again(self) -> None:
        self.other(BUSY)
        taken, stop = list[int](), threading.Event()

        def again_and_again(number: int) -> None:
            turn = Turn(self.path, lambda: 20.0)
            while not stop.is_set():
                turn.take()
                taken.append(number)
                time.sleep(0.005)
                turn.end()
            turn.close()

        threads = [threading.Thread(target=again_and_again, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        mine, passed = self.turn(), list[int]()
        for _ in range(20):
            before = len(taken)
            mine.take()
            passed.append(len(taken) - before)
            mine.end()
            time.sleep(0.01)
        stop.set()
        for thread in threads:
            thread.join()
        # One is at work and one next already when we come; each of the others is before us once.
        self.assertLessEqual(max(passed), len(threads) + 2)

    def test_whoever_is_killed_holds_nobody_up(self) -> None:
        other, mine = self.other(STAYS), self.turn()
        threading.Timer(0.3, other.kill).start()
        mine.take()
        self.assertTrue(mine.is_mine)

    def test_who_never_ends_is_not_waited_for_for_ever(self) -> None:
        self.other(STAYS)
        mine = self.turn(longest=0.2)
        with self.assertRaises(TooLong):
            mine.take()
        self.assertFalse(mine.is_mine)
        other = self.turn(longest=0.2)  # and the queue is free again
        with self.assertRaises(TooLong):
            other.take()

    def open_files(self) -> list[str]:
        """Return which of the two this process has open."""
        links = [f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd")]
        named = [os.readlink(link) for link in links if os.path.islink(link)]
        return sorted(name for name in named if name.startswith(self.path))

    def test_where_the_files_cannot_be_made_one_goes_without(self) -> None:
        for missing in ("turn", "queue"):
            with self.subTest(missing):
                place = Path(f"{self.path}-{missing}")
                place.unlink(missing_ok=True)
                place.mkdir()  # nothing that can be opened for writing
                mine = self.turn()
                mine.take()
                self.assertFalse(mine.is_mine)
                mine.end()
                self.assertEqual(self.open_files(), [])
                place.rmdir()
                mine.take()
                self.assertTrue(mine.is_mine)
                mine.close()

    def test_who_is_forgotten_holds_nobody_up_and_leaves_no_file_open(self) -> None:
        forgotten = Turn(self.path, lambda: 0.2)
        forgotten.take()
        del forgotten
        gc.collect()
        self.assertEqual(self.open_files(), [])
        mine = self.turn(longest=0.2)
        mine.take()
        self.assertTrue(mine.is_mine)

    def test_the_files_are_for_whom_the_database_is_for(self) -> None:
        database = Path(self.path)
        database.touch()
        database.chmod(0o660)
        before = os.umask(0o007)
        self.addCleanup(os.umask, before)
        if os.geteuid() == 0:
            os.chown(self.path, 12, 34)
        self.turn().take()
        for name in ("turn", "queue"):
            with self.subTest(name):
                found, like = os.stat(f"{self.path}-{name}"), os.stat(self.path)
                self.assertEqual(
                    (found.st_uid, found.st_gid, found.st_mode),
                    (like.st_uid, like.st_gid, like.st_mode),
                )


@pytest.mark.sqlite
class BackendTests(TransactionTestCase):
    def is_mine(self) -> bool:
        return bool(connection.turn.is_mine)  # type: ignore[attr-defined]

    def test_a_transaction_has_its_turn_until_it_ends(self) -> None:
        for does_fail in (False, True):
            with self.subTest(fails=does_fail):
                try:
                    with transaction.atomic():
                        Tag.objects.create(name=f"tag {does_fail}")
                        with transaction.atomic():
                            self.assertTrue(self.is_mine())
                        self.assertTrue(self.is_mine())
                        if does_fail:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    pass
                self.assertFalse(self.is_mine())

    def test_a_statement_by_itself_has_it_for_itself(self) -> None:
        seen = list[bool]()

        def look(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            seen.append(self.is_mine())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(look):
            Tag.objects.filter(name="a").update(name="b")
            Tag.objects.count()
        self.assertEqual(seen, [True, False])
        self.assertFalse(self.is_mine())

    def test_closing_in_the_midst_ends_it(self) -> None:
        with self.assertRaises(Exception), transaction.atomic():  # noqa: B017 - whatever it says
            connection.close()
            raise ZeroDivisionError
        with transaction.atomic():
            self.assertTrue(self.is_mine())
