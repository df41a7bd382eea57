"""S12: no pattern and no text takes more time than the text is long."""

import time

from django.test import SimpleTestCase

from maru.kit.fields.field import key_from
from maru.kit.fields.kinds import scaled_number
from maru.kit.fields.patterns import BadPattern, check, fits


class PatternTests(SimpleTestCase):
    def test_what_explodes_elsewhere_takes_no_time(self) -> None:
        for pattern in (r"(a+)+", r"(a|a)*b", r"(.*a){20}", r"([a-zA-Z]+)*\d"):
            check(pattern)
            began = time.thread_time()  # whatever else the machine does
            fits(pattern, "a" * 500 + "!")
            self.assertLess(time.thread_time() - began, 0.5, pattern)

    def test_what_cannot_be_matched_so_is_refused_in_words(self) -> None:
        for pattern in ("(", "(?=a)", r"(a)\1", "x{1000}{1000}", "((x{100}){100}){100}", "a" * 301,
                        "[", "*", "\ud800"):  # fmt: skip
            with self.assertRaises(BadPattern, msg=pattern):
                check(pattern)

    def test_all_of_the_text_must_match(self) -> None:
        self.assertTrue(fits(r"[가-힣]+\d{3}", "주문123"))
        self.assertFalse(fits(r"[가-힣]+\d{3}", "주문1234"))


class WordTests(SimpleTestCase):
    def test_a_key_is_made_of_any_name(self) -> None:
        for name, key in [("환불 금액", "환불_금액"), ("Order no.", "order_no"), ("1등급", ""),
                          ("  ", ""), ("a" * 50, "a" * 40)]:  # fmt: skip
            self.assertEqual(key_from(name), key)

    def test_a_number_is_read_exactly_or_not_at_all(self) -> None:
        for given, scaled in [("1,000.5", 10_005_000), (0.1, 1_000), (-3, -30_000), ("1e3", 10**7),
                              ("0.00001", None), (10**12, None), (float("inf"), None),
                              (10**5000, None), ("", None), (True, None)]:  # fmt: skip
            self.assertEqual(scaled_number(given), scaled)
