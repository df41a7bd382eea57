"""A small storm, as a user would call it: real processes, real kills."""

import json
import subprocess
import sys
import unittest

from bench.machine import REPOSITORY

MUST_HOLD = {"lost", "doubled", "raw_equal", "blobs_missing", "database_intact", "refused"}


class RigTests(unittest.TestCase):
    def test_sixty_mails_survive_three_kills(self):
        small = {"--mails": "60", "--kills": "3", "--database": "sqlite", "--seed": "3"}
        options = [word for pair in small.items() for word in pair]
        done = subprocess.run(
            [sys.executable, "-m", "rig", "mail", *options, "--json"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = {row["measure"]: row for row in json.loads(done.stdout)}
        self.assertEqual({name for name in MUST_HOLD if rows[name]["holds"] is not True}, set())
        self.assertEqual((rows["acknowledged"]["value"], rows["kills"]["value"]), (60, 3))

    def test_an_unknown_name_is_refused_with_a_sentence(self):
        done = subprocess.run(
            [sys.executable, "-m", "rig", "weather"],
            cwd=REPOSITORY, capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.assertEqual(done.returncode, 2)
        self.assertIn("weather", done.stderr)
