import unittest

from bench.broadcasting.line import Line, Place
from bench.broadcasting.told import Told


class Wire:
    def __init__(self) -> None:
        self.said = b""

    def write(self, data: bytes) -> None:
        self.said += data


class LineTests(unittest.TestCase):
    def heard(self, *pieces: bytes) -> tuple[list[bytes], bytes]:
        """Return what a line heard of ``pieces``, and what it answered."""
        texts: list[bytes] = []
        line, wire = (
            Line(Place("h", 1, "/live", "a=b"), lambda text, _at: texts.append(text)),
            Wire(),
        )
        line._transport = wire
        line.data_received(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        for piece in pieces:
            line.data_received(piece)
        return texts, wire.said

    def test_texts_are_heard_however_they_are_cut(self):
        long = b"x" * 300
        sent = b"\x81\x02hi" + b"\x81\x7e\x01\x2c" + long + b"\x81\x01!"
        for size in (1, 2, 3, 5, 150, len(sent)):
            pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
            self.assertEqual(self.heard(*pieces)[0], [b"hi", long, b"!"], size)

    def test_a_ping_is_answered_as_a_client_does(self):
        self.assertEqual(self.heard(b"\x89\x02ok"), ([], b"\x8a\x82\0\0\0\0ok"))


class ToldTests(unittest.TestCase):
    def test_the_middle_rate_counts(self):
        told = Told(rates=[10.0, 1_000.0, 900.0], waits=[1.0, 2.0, 3.0])
        self.assertEqual((told.rate, told.times.p50), (900.0, 2.0))
