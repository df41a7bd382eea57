"""The faults happen, and their judges find what they are there to find."""

import subprocess
import sys
import tempfile
import time
import unittest
from datetime import timedelta
from pathlib import Path

import pytest

from bench.databases import Unavailable
from bench.mails import Mail
from maru.kit.mailparse import Reader, Unreadable
from rig.faults.clock_jump import inversions
from rig.faults.clocks import Clock
from rig.faults.holding import Happened, Heard, held
from rig.faults.poison import BEHIND, KINDS, beside_poison, poisonous
from rig.faults.redelivery import judged, written
from rig.faults.small_disk import small_disk

BOX = "support@rig.example"


@pytest.mark.power
class SmallDiskTests(unittest.TestCase):
    def test_it_is_full_until_it_is_freed(self):
        with small_disk(8) as disk:
            self.assertFalse(disk.is_full())
            disk.fill()
            self.assertTrue(disk.is_full())
            disk.free()
            self.assertFalse(disk.is_full())


class ClockTests(unittest.TestCase):
    def test_a_running_process_sees_the_clock_that_is_set_and_true_durations(self):
        asks = "import time; time.sleep(2.1); print(time.time(), time.monotonic(), flush=True)\n"
        with tempfile.TemporaryDirectory() as folder:
            try:
                clock = Clock(Path(folder) / "clock")
            except Unavailable as why:
                self.skipTest(str(why))
            process = subprocess.Popen(
                [sys.executable, "-i", "-q"], env=clock.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            with process:
                for hours in (24, -1):
                    clock.set(timedelta(hours=hours))
                    process.stdin.write(asks)
                    process.stdin.flush()
                    wall, monotonic = map(float, process.stdout.readline().split())
                    self.assertLess(abs(wall - time.time() - hours * 3600), 5)
                    self.assertLess(abs(monotonic - time.monotonic()), 5)
                process.stdin.close()


class PoisonTests(unittest.TestCase):
    def test_no_reader_can_read_any_kind(self):
        reader = Reader()
        self.addCleanup(reader.close)
        for mail in poisonous(len(KINDS), seed=1):
            with tempfile.TemporaryDirectory() as folder, self.assertRaises(Unreadable):
                path = Path(folder) / "mail"
                path.write_bytes(mail.raw)
                reader.read(path, Path(folder))

    def test_who_waited_behind_a_poison_is_told_apart(self):
        many = 3 * BEHIND
        envelopes = [
            {"id": n, "sha256": "bad" if n == BEHIND else str(n), "waited": float(n)}
            for n in reversed(range(many))
        ]
        behind, elsewhere = beside_poison(envelopes, {"bad"})
        self.assertEqual(behind, [float(n) for n in range(BEHIND + 1, 2 * BEHIND + 1)])
        self.assertEqual(len(elsewhere), many - BEHIND - 1)


class RedeliveryTests(unittest.TestCase):
    def rows(self, received, mails):
        keys = {mail.sha256: number for number, mail in enumerate(mails)}
        facts = {
            "envelopes": [{"id": n, "mailbox": BOX, "sha256": s} for s, n in keys.items()],
            "received": [
                {"envelope": keys[mail.sha256], "mailbox": BOX, "ticket": ticket}
                for mail, ticket in received
            ],
            "waiting": {}, "blobs_missing": 0,
        }  # fmt: skip
        return {row.measure: row.value for row in judged(mails, facts, "")}

    def test_it_tells_lost_doubled_and_merged_apart(self):
        one, two, three = (
            Mail(b"%d" % n, f"<{n}@c.example>", "c@c.example", "", (BOX,)) for n in range(3)
        )
        good = self.rows([(one, 1), (two, 2), (three, 3)], [one, two, three])
        self.assertEqual((good["lost"], good["doubled"], good["wrongly_merged"]), (0, 0, 0))
        bad = self.rows([(one, 1), (one, 2), (two, 2)], [one, two, three])
        self.assertEqual((bad["lost"], bad["doubled"], bad["wrongly_merged"]), (1, 1, 1))

    def test_a_tenth_has_no_message_id_and_a_tenth_shares_one(self):
        mails = written(100, seed=1)
        ids = [mail.message_id for mail in mails]
        self.assertEqual(ids.count(""), 10)
        self.assertEqual(ids.count("<shared.1@customers.example>"), 10)
        self.assertEqual(len({mail.sha256 for mail in mails}), 100)
        self.assertTrue(all(b"Message-ID" not in m.raw for m in mails if not m.message_id))


class HoldingTests(unittest.TestCase):
    def held(self, told, anew=(), happened=((7, "ticket.status", 10.0),)):
        numbers = {}
        page = Heard(numbers)
        for one in told:
            page.note(*one)
        page.anew.extend(anew)
        found = held([page], [Happened(*one) for one in happened], numbers)
        return found.by_number, found.anew, found.gaps

    def test_told_by_number_read_anew_and_neither_are_counted_apart(self):
        self.assertEqual(self.held([(7, "ticket.status", 10.2)]), (1, 0, 0))
        self.assertEqual(self.held([], anew=[3.0, 11.0]), (0, 1, 0))
        self.assertEqual(self.held([], anew=[9.0]), (0, 0, 1))

    def test_another_ticket_another_verb_and_an_earlier_message_tell_nothing(self):
        told = [(8, "ticket.status", 11.0), (7, "ticket.team", 11.0), (7, "ticket.status", 9.0)]
        self.assertEqual(self.held(told), (0, 0, 1))

    def test_one_message_tells_of_one_event(self):
        twice = [(7, "ticket.status", 10.0), (7, "ticket.status", 10.1)]
        self.assertEqual(self.held([(7, "ticket.status", 10.3)], happened=twice), (1, 0, 1))
        both = [(7, "ticket.status", 10.3), (7, "ticket.status", 10.3)]
        self.assertEqual(self.held(both, happened=twice), (2, 0, 0))


class InversionTests(unittest.TestCase):
    def test_an_answer_before_what_it_answers_is_one(self):
        first = Mail(b"1", "<1@c>", "c@c.example")
        answer = Mail(b"2", "<2@c>", "c@c.example", "<1@c>")
        place = {"ticket": 7, "envelope": 1, "mailbox": BOX}
        right = [{**place, "id": 1, "message_id": "<1@c>"}, {**place, "id": 2, "message_id": "2@c"}]
        wrong = [{**place, "id": 2, "message_id": "<1@c>"}, {**place, "id": 1, "message_id": "2@c"}]
        self.assertEqual(inversions([first, answer], {"received": right}), 0)
        self.assertEqual(inversions([first, answer], {"received": wrong}), 1)
