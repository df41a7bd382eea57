"""The client against a real clamd, and against one that fails in every way the manual allows."""

from __future__ import annotations

import io
import time
import unittest
from datetime import UTC, datetime

import pytest

from maru.kit.clamd import Away, Broken, Clamd, Place, TooLarge, Version
from maru.kit.clamd.tests.scanners import EICAR, NAME, NOT_HERE, PROGRAM, clamd, impostor


def scan(place: str, data: bytes, patience: float = 5) -> str:
    return Clamd(Place.read(place)).scan(io.BytesIO(data), patience=patience)


@unittest.skipUnless(PROGRAM, NOT_HERE)
class RealClamdTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = cls.enterClassContext(clamd())

    def test_it_finds_the_virus_and_nothing_in_what_is_clean(self):
        for place in self.places:
            with self.subTest(place):
                self.assertEqual(scan(place, b"before " + EICAR), NAME)
                self.assertEqual(scan(place, b"hello" * 100_000), "")
                self.assertEqual(scan(place, b""), "")

    def test_too_large_a_file_is_told_apart(self):
        for place in self.places:
            with self.subTest(place):
                for size in (1_048_577, 1_200_000, 9_000_000):
                    self.assertRaises(TooLarge, scan, place, b"x" * size)

    def test_it_says_what_it_is(self):
        scanner = Clamd(Place.read(self.places[0]))
        scanner.ping()
        self.assertTrue(scanner.version().program.startswith("ClamAV "))


class ImpostorTests(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.scanner = self.enterContext(impostor())

    def fails(self, fault: str, error: type[Exception], data: bytes = b"x" * 500_000) -> None:
        self.scanner.fault = fault
        began = time.monotonic()
        self.assertRaises(error, scan, self.scanner.place, data, 0.3)
        self.assertLess(time.monotonic() - began, 20)  # a stalled one keeps silent for longer

    def test_what_is_sent_arrives_whole(self):
        data = bytes(range(256)) * 2_000
        self.assertEqual(scan(self.scanner.place, data), "")
        self.assertEqual(self.scanner.scanned, [data])

    def test_every_failure_is_named_and_in_time(self):
        for fault in ("stall", "cut", "error", "garbage", "refuse"):
            with self.subTest(fault):
                self.fails(fault, Broken)
        self.fails("limit", TooLarge)

    def test_a_scanner_that_hangs_up_is_away(self):
        self.scanner.fault = "refuse"
        self.assertRaises(Away, Clamd(Place.read(self.scanner.place)).ping)

    def test_nobody_listens(self):
        with impostor() as gone:
            pass
        self.assertRaises(Away, scan, gone.place, b"x")
        self.assertRaises(Away, scan, "/nowhere/clamd.ctl", b"x")


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("/run/clamav/clamd.ctl", Place(path="/run/clamav/clamd.ctl")),
        ("unix:/run/c.ctl", Place(path="/run/c.ctl")),
        ("scanner:3311", Place(host="scanner", port=3311)),
        ("tcp://127.0.0.1", Place(host="127.0.0.1", port=3310)),
        ("[::1]:3310", Place(host="::1", port=3310)),
    ],
)
def test_places(written, place):
    assert Place.read(written) == place


@pytest.mark.parametrize("written", ["", "clam av", "http://x:1", "host:port", "a@b:1", "x:0"])
def test_what_is_no_place(written):
    with pytest.raises(ValueError):  # noqa: PT011
        Place.read(written)


def test_versions():
    made = datetime(2026, 11, 26, 9, 40, 52, tzinfo=UTC)
    said = Version.read("ClamAV 1.4.3/27806/Thu Nov 26 09:40:52 2026")
    assert said == Version("ClamAV 1.4.3", "27806", made)
    assert str(said) == "ClamAV 1.4.3/27806"
    assert Version.read("ClamAV 1.4.3") == Version("ClamAV 1.4.3")
