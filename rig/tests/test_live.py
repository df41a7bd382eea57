import json
import unittest

from rig.live.page import VERB, Page


class JudgingTests(unittest.TestCase):
    def page(self, *lines: list[int]) -> Page:
        """Return a page that heard these numbers, a list a line."""
        page = Page(1, "a=b", 0)
        for numbers in lines:
            page._lines.append([])
            for number in numbers:
                said = {"verb": f"{VERB}{number}", "after": number, "ticket": 1}
                page._hear(json.dumps(said).encode(), 0.0)
        return page

    def judged(self, *lines: list[int]) -> tuple[int, ...]:
        found = self.page(*lines).judged([1.0, 2.0, 3.0])
        return found.missed, found.doubled, found.disordered, found.again, found.anew

    def test_all_in_their_order_is_right(self) -> None:
        self.assertEqual(self.judged([0, 1, 2]), (0, 0, 0, 0, 0))
        self.assertEqual(self.judged([0, 1], [2]), (0, 0, 0, 0, 0))

    def test_each_fault_is_seen(self) -> None:
        self.assertEqual(self.judged([0, 2]), (1, 0, 0, 0, 0))
        self.assertEqual(self.judged([0, 1, 1, 2]), (0, 1, 0, 0, 0))
        self.assertEqual(self.judged([0, 2, 1]), (0, 0, 1, 0, 0))
        self.assertEqual(self.judged([0, 1], [1, 2]), (0, 0, 0, 1, 0))

    def test_the_word_to_read_everything_covers_what_was_before_it(self) -> None:
        page = self.page([0])
        page._anew.append(2.5)
        found = page.judged([1.0, 2.0, 3.0])
        self.assertEqual((found.anew, found.missed), (1, 1))
