"""Somebody is found by the name they are called by."""

from django.test import SimpleTestCase

from maru.kit.text.analysis import given_names


class GivenNameTests(SimpleTestCase):
    def test_it_is_what_follows_a_surname(self):
        for name, given in {
            "황우진": ["우진"],
            "남궁민수": ["민수"],
            "김하늘 (박서연 대리)": ["하늘"],
            "김하늘 박서연": ["하늘", "서연"],
            "김하늘 김하늘": ["하늘"],
        }.items():
            self.assertEqual(given_names(name), given, name)

    def test_of_others_there_is_none(self):
        others = ["", "김준", "훈민정", "온누리 상점", "Claire Chen", "김 하늘", "김3하늘"]
        for name in others:
            self.assertEqual(given_names(name), [], name)
