"""The counter: one commit for all who wait, and one bad letter refuses nobody else."""

import threading

from django.test import SimpleTestCase

from maru.records.channels.acceptance import Counter, Letter


def letter(word: str) -> Letter:
    return Letter(word.encode(), (1,))


class CounterTests(SimpleTestCase):
    def setUp(self):
        self.together, self.gate = [], threading.Event()
        self.counter = Counter(self.accept)
        self.addCleanup(self.counter.close)
        self.addCleanup(self.gate.set)

    def accept(self, letters):
        self.gate.wait(60)
        self.together.append([one.raw.decode() for one in letters])
        if any(one.raw == b"bad" for one in letters):
            raise OSError("no")

    def hand_in(self, *words):
        return [self.counter.hand_in(letter(word)) for word in words]

    def test_those_who_wait_share_a_commit(self):
        first = self.hand_in("a")
        others = self.hand_in(*"bcd")
        self.gate.set()
        for future in first + others:
            self.assertIsNone(future.result(60))
        self.assertLessEqual(len(self.together), 2)

    def test_a_bad_letter_is_refused_alone(self):
        good, bad, fine = self.hand_in("good", "bad", "fine")
        self.gate.set()
        self.assertIsNone(good.result(60))
        self.assertIsInstance(bad.exception(10), OSError)
        self.assertIsNone(fine.result(60))

    def test_a_sender_who_hung_up_stops_nobody(self):
        futures = self.hand_in("a", "b", "c")
        for future in futures:
            future.cancel()
        self.gate.set()
        self.assertIsNone(self.hand_in("d")[0].result(60))

    def test_a_closed_counter_takes_nothing(self):
        self.gate.set()
        self.counter.close()
        self.assertIsInstance(self.hand_in("late")[0].exception(10), RuntimeError)
