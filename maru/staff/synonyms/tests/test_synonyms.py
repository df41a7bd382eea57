"""The company's synonyms: what is a group, what is refused, and that every process knows it."""

from __future__ import annotations

from django.test import SimpleTestCase
from django.utils.translation import override

from maru.kit.text.analysis import Synonyms
from maru.kit.text.analysis.synonyms import seed, seed_groups
from maru.staff.journal.models import Event
from maru.staff.members.tests.cast import StaffTestCase
from maru.staff.synonyms.built_in import built_in, keys
from maru.staff.synonyms.checking import MOST_WORDS, Unfit, checked, spelled
from maru.staff.synonyms.models import Standing, SynonymGroup
from maru.staff.synonyms.table import FRESH, HERE, Table, made


def spans(table: Synonyms, *terms: str) -> set[str]:
    return {" ".join(other) for span in table.spans(terms) for other in span.instead}


class TableTests(SimpleTestCase):
    def test_one_way_finds_the_others_and_is_not_found_by_them(self):
        table = Synonyms([], one_way=[["마루", "평상", "툇마루"]])
        self.assertEqual(spans(table, "마루"), {"평상", "툇마루"})
        self.assertEqual(spans(table, "평상"), set())

    def test_a_group_that_is_left_out_says_nothing_and_the_others_stay(self):
        table = Synonyms([["환불", "환급"], ["환급", "정산"]]).without({0})
        self.assertEqual(spans(table, "환불"), set())
        self.assertEqual(spans(table, "환급"), {"정산"})
        self.assertNotIn("환불", table)

    def test_each_of_maru_s_groups_has_a_key_of_its_own(self):
        self.assertEqual(len(keys()), len(seed_groups()))


class CheckingTests(SimpleTestCase):
    def refused(self, *words: str, **more: object) -> str:
        with self.assertRaises(Unfit) as why, override("en"):
            checked(words, **more)  # type: ignore[arg-type]
        return str(why.exception)

    def test_words_are_kept_as_written_once_each(self):
        self.assertEqual(spelled([" 집 하 장 ", "집 하 장", "", "AS", "as"]), ["집 하 장", "AS"])
        self.assertEqual(checked(["평상", "대청 마루"]), ["평상", "대청 마루"])

    def test_what_is_no_group_is_refused_in_words(self):
        self.assertIn("two", self.refused())
        self.assertIn("two", self.refused(" ", "\n"))
        self.assertIn("평상", self.refused("평상"))
        self.assertIn(str(MOST_WORDS), self.refused(*(f"말{n}" for n in range(MOST_WORDS + 1))))
        self.assertIn("!!!", self.refused("평상", "!!!"))
        self.assertIn("60", self.refused("평상", "가" * 61))
        self.assertIn("60", self.refused("평상", "a\0b"))
        for little in ("the", "문의"):
            self.assertIn(little, self.refused("평상", little))
        self.assertIn("one word", self.refused("환불을", "환불"))

    def test_what_stands_there_already_is_refused_in_words(self):
        mine = [(["평상", "툇마루", "뒤주"], False)]
        self.assertIn("툇마루", self.refused("툇마루", "평상", others=mine))
        self.assertTrue(checked(["툇마루", "뒤주", "새이름"], others=mine))
        one_way = [(["평상", "툇마루"], True)]
        self.assertIn("툇마루", self.refused("평상", "툇마루", others=one_way, is_one_way=True))
        self.assertTrue(checked(["툇마루", "평상"], others=one_way, is_one_way=True))
        self.assertIn("knows", self.refused("환불", "환급", built_in=[(("환불", "환급"), True)]))
        self.assertIn("off", self.refused("환불", "환급", built_in=[(("환불", "환급"), False)]))


class GroupTests(StaffTestCase):
    def test_every_change_is_known_and_leaves_an_event(self):
        group = SynonymGroup.add(["평상", "툇마루"], by=self.sora)
        self.assertEqual(spans(HERE.current(), "평상"), {"툇마루"})
        self.assertTrue(group.revise(by=self.sora, words=["평상", "툇마루", "뒤주"]))
        self.assertFalse(group.revise(by=self.sora, is_one_way=False))
        self.assertEqual(spans(HERE.current(), "평상"), {"툇마루", "뒤주"})
        group.remove(by=self.sora)
        self.assertEqual(spans(HERE.current(), "평상"), set())
        verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
        self.assertEqual(verbs[-3:], ["synonyms.added", "synonyms.changed", "synonyms.removed"])

    def test_another_process_learns_of_it_and_asks_once_a_second(self):
        now = 100.0
        other = Table(clock=lambda: now)
        self.assertEqual(spans(other.current(), "평상"), set())
        SynonymGroup.add(["평상", "툇마루"], by=self.sora)
        with self.assertNumQueries(0):
            self.assertEqual(spans(other.current(), "평상"), set())
        now += FRESH
        self.assertEqual(spans(other.current(), "평상"), {"툇마루"})
        now += FRESH
        with self.assertNumQueries(1):
            other.current()

    def test_one_of_maru_s_is_switched_off_and_on(self):
        group = next(each for each in built_in() if each.words[:2] == ("환불", "환급"))
        self.assertIn("환급", spans(HERE.current(), "환불"))
        self.assertTrue(group.switch(on=False, by=self.sora))
        self.assertFalse(group.switch(on=False, by=self.sora))
        self.assertNotIn("환급", spans(HERE.current(), "환불"))
        self.assertTrue(group.switch(on=True, by=self.sora))
        self.assertIn("환급", spans(HERE.current(), "환불"))
        told = Event.objects.filter(verb__startswith="synonyms.").order_by("id")
        self.assertEqual([event.verb for event in told], ["synonyms.off", "synonyms.on"])

    def test_a_table_is_made_without_one_group_for_a_trial(self):
        group = SynonymGroup.add(["평상", "툇마루"], by=self.sora)
        self.assertEqual(spans(made(besides=group.pk), "평상"), set())

    def test_nothing_changed_is_the_seed_itself(self):
        self.assertEqual(Standing.now(), "")
        self.assertIs(HERE.current(), seed())
