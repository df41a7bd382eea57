"""What the previous version wrote comes through an upgrade that is killed on its way (D15)."""

import os
import tempfile
import unittest
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from bench.databases import Database, fresh
from bench.product import Installation
from rig.upgrade.rows import Rows, differences
from rig.upgrade.upgrading import ON_THE_WAY, upgraded


@contextmanager
def installation():
    """Give an empty one on the kind of database that this run tests."""
    given = os.environ["MARU_TEST_DATABASE"]
    is_server = given.startswith("postgres")
    with (
        tempfile.TemporaryDirectory(prefix="maru-upgrade-") as home,
        fresh(given) if is_server else nullcontext("") as url,
    ):
        yield Installation(Path(home), Database("postgres" if is_server else "sqlite", url))


@pytest.mark.history
@pytest.mark.both
class PreviousVersionTests(unittest.TestCase):
    def test_everything_of_it_is_there_after_kills_at_every_step(self):
        with installation() as maru:
            outcome = upgraded(maru)
        self.assertEqual(outcome.ends, [-9] * (len(ON_THE_WAY) + 1) + [0])
        self.assertTrue(outcome.refused)
        self.assertEqual(outcome.lost, [])
        self.assertEqual(outcome.failed, [])
        self.assertEqual(outcome.half_way, [])
        self.assertGreater(outcome.mails, 50)


class DifferencesTests(unittest.TestCase):
    BEFORE = Rows({"tickets_ticket": 2, "journal_event": 5}, {1: "a", 2: "b"}, {7: "c"})

    def test_what_an_upgrade_adds_is_no_difference(self):
        after = Rows(
            {"tickets_ticket": 2, "journal_event": 6, "new": 0}, {1: "a", 2: "b"}, {7: "c"}
        )
        self.assertEqual(differences(self.BEFORE, after), [])

    def test_a_table_whose_rows_another_has_taken_over_is_none(self):
        before = Rows({"tickets_noticewishes": 3}, {}, {})
        self.assertEqual(differences(before, Rows({"notifications_wish": 4}, {}, {})), [])
        self.assertEqual(len(differences(before, Rows({}, {}, {}))), 1)

    def test_each_loss_and_change_is_named(self):
        after = Rows({"tickets_ticket": 1, "journal_event": 4}, {1: "x"}, {7: "missing"})
        self.assertEqual(
            sorted(differences(self.BEFORE, after)),
            ["journal_event: 5 -> 4", "mail 7", "message 1", "message 2", "tickets_ticket: 2 -> 1"],
        )
