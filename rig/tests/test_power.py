"""The disk forgets as a disk does, and the rig finds what a careless Maru loses."""

import json
import os
import subprocess
import sys
import unittest

import pytest

from bench.machine import REPOSITORY
from rig.oracle import survived
from rig.power.machine import machine


class Letter:
    def __init__(self, sha256):
        self.sha256, self.mailboxes = sha256, ("a@rig.example", "b@rig.example")


class SurvivalTests(unittest.TestCase):
    def test_a_mail_without_its_row_or_its_bytes_did_not_survive(self):
        envelopes = [
            {"mailbox": "a@rig.example", "sha256": "1", "bytes": "1"},
            {"mailbox": "b@rig.example", "sha256": "1", "bytes": ""},
            {"mailbox": "a@rig.example", "sha256": "2", "bytes": "2"},
        ]
        self.assertEqual(survived([Letter("1")], {"envelopes": envelopes}), (0, 1))
        self.assertEqual(survived([Letter("1"), Letter("2")], {"envelopes": envelopes}), (1, 1))


@pytest.mark.power
class PowerTests(unittest.TestCase):
    def test_only_what_was_flushed_survives(self):
        with machine() as disk:
            safe, unsafe = disk.folder / "safe", disk.folder / "unsafe"
            unsafe.write_bytes(b"x" * 9000)
            with safe.open("wb") as file:
                file.write(b"y" * 9000)
                file.flush()
                os.fsync(file.fileno())
            unsafe.write_bytes(b"z" * 9000)
            disk.freeze()
            disk.cut(0)
            disk.restart()
            self.assertEqual(safe.read_bytes(), b"y" * 9000)
            self.assertNotEqual(unsafe.read_bytes(), b"z" * 9000)

    def rows(self, *options):
        run = [sys.executable, "-m", "rig", "power", "--database", "sqlite", "--seed", "3"]
        done = subprocess.run(
            [*run, *options, "--json"], cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return {row["measure"]: row for row in json.loads(done.stdout)}

    def test_a_cut_loses_nothing(self):
        rows = self.rows("--cuts", "1")
        self.assertEqual({n for n, row in rows.items() if row["holds"] is False}, set())
        self.assertEqual((rows["cuts"]["value"], rows["raw_equal"]["value"]), (1, 1))

    def test_the_rig_finds_what_a_careless_maru_loses(self):
        rows = self.rows("--cuts", "1", "--sabotage", "blobs")
        self.assertGreater(rows["unequal_after_a_cut"]["value"], 0)
