"""What looks after the processes outlives whatever befalls them."""

from __future__ import annotations

import subprocess
import sys
import time
import unittest
from unittest import mock

from maru.project.processes.supervisor import Child

LONGEST = 30.0  # seconds between two attempts


class ChildTests(unittest.TestCase):
    def test_what_cannot_be_started_is_tried_again_later(self) -> None:
        child = Child(["page"])
        with mock.patch.object(sys, "executable", "/nowhere/python"), self.assertLogs() as said:
            child.look_after()
        self.assertIn("maru page could not be started", said.output[0])
        self.assertIsNone(child.process)
        self.assertGreater(child.start_at, time.monotonic())
        self.assertEqual(child.deaths, 1)

    def test_what_has_died_a_whole_night_long_is_tried_again_still(self) -> None:
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        child = Child(["page"], dead, deaths=5_000, started=time.monotonic())
        with self.assertLogs():
            child.look_after()
        self.assertIsNone(child.process)
        self.assertLessEqual(child.start_at, time.monotonic() + LONGEST)
