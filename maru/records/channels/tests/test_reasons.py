from django.test import SimpleTestCase
from django.utils import translation

from maru.records.channels.reasons import MEASURES, REASONS, measure_in_words


class MeasureTests(SimpleTestCase):
    def test_an_amount_is_told_in_the_readers_words(self):
        for code, detail, words in [
            ("too_large", "20971520 bytes", "크기는 20 MB입니다."),
            ("left_on_server", "INBOX 7: 62,914,560 bytes", "크기는 60 MB입니다."),
            ("too_many_addresses", "more than 1000", "주소가 1,000개를 넘습니다."),
            ("too_deep", "more than 20 levels", "20겹보다 깊습니다."),
            ("timeout", "no answer within 10 s", "10초 안에 읽기를 마치지 못했습니다."),
        ]:
            with self.subTest(detail), translation.override("ko"):
                self.assertEqual(measure_in_words(code, detail), words)
        with translation.override("en"):
            told = measure_in_words("too_deep", "more than 20 levels")
        self.assertEqual(told, "They lie more than 20 levels deep.")

    def test_what_names_no_amount_says_nothing(self):
        for code, detail in [
            ("too_deep", ""),
            ("left_on_server", "INBOX 7: gone"),
            ("crashed", "MemoryError: 12"),
            ("from a later version", "more than 5"),
        ]:
            with self.subTest(code):
                self.assertEqual(measure_in_words(code, detail), "")

    def test_only_reasons_that_exist_are_measured(self):
        self.assertLessEqual(set(MEASURES), set(REASONS))
