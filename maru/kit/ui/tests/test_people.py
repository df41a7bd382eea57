from django.test import SimpleTestCase

from maru.kit.ui.people import initials, phone


class InitialsTests(SimpleTestCase):
    def test_korean_name_gives_the_given_name(self):
        self.assertEqual(initials("김하늘"), "하늘")
        self.assertEqual(initials("이지은 님"), "지은")
        self.assertEqual(initials("남궁 민수"), "민수")

    def test_small_avatar_gives_the_last_syllable(self):
        self.assertEqual(initials("이지은", 1), "은")

    def test_decomposed_syllables_count_as_written(self):
        self.assertEqual(initials("김하늘"), "하늘")

    def test_latin_name_gives_first_and_last(self):
        self.assertEqual(initials("Daniel van der Meyer"), "DM")
        self.assertEqual(initials("Cher"), "C")

    def test_address_gives_its_first_letter(self):
        self.assertEqual(initials("haneul.kim@example.com"), "H")

    def test_nothing_legible_gives_nothing(self):
        self.assertEqual(initials(""), "")
        self.assertEqual(initials("···"), "")


class PhoneTests(SimpleTestCase):
    def test_home_number_is_national(self):
        self.assertEqual(phone("+821055500142"), "010-5550-0142")

    def test_foreign_number_is_international(self):
        self.assertEqual(phone("+442079460958"), "+44 20 7946 0958")

    def test_what_is_no_number_stays(self):
        self.assertEqual(phone("내선 7"), "내선 7")
