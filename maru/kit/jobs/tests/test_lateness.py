"""What works on and on is not late for that; what fails each time is."""

import tempfile
from pathlib import Path
from unittest.mock import patch

from django.test import TestCase

from maru.kit.jobs.lateness import last_run
from maru.kit.jobs.sweeps import Sweep


class LatenessTests(TestCase):
    def setUp(self):
        home = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(self.settings(HOME=Path(home)))
        self.enterContext(patch("maru.kit.jobs.sweeps.close_old_connections"))  # the test's own
        self.batches = 3
        self.noted: list[bool] = []

    def look(self) -> int:
        self.noted.append(last_run("test.endless") is not None)
        self.batches -= 1
        return self.batches

    def test_a_run_that_goes_on_for_long_is_noted_while_it_does(self):
        with patch("maru.kit.jobs.sweeps.LONG", 0.0):
            Sweep("test.endless", self.look, 60.0).run()
        self.assertEqual(self.noted, [False, True, True])

    def test_a_short_run_is_not_noted_by_itself(self):
        Sweep("test.endless", self.look, 60.0).run()
        self.assertEqual(self.noted, [False, False, False])

    def test_one_that_fails_is_never_noted(self):
        def failing() -> int:
            raise OSError

        with patch("maru.kit.jobs.sweeps.LONG", 0.0), self.assertLogs("maru.kit.jobs", "ERROR"):
            Sweep("test.endless", failing, 60.0).run()
        self.assertIsNone(last_run("test.endless"))
