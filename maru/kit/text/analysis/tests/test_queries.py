"""What is meant by a query: one test a phenomenon."""

from unittest import TestCase

from maru.kit.text.analysis import Synonyms, Word, analyse, understand


def known_in(*texts: str):
    """Return the ``known`` of an index that holds ``texts``."""
    listed = [set(terms) for terms in analyse(texts)]

    def known(terms):
        return {term: sum(term in one for one in listed) for term in terms}

    return known


def finds(query: str, text: str, **options) -> bool:
    """Return whether each strong word of ``query`` stands in ``text`` in one of its ways."""
    options.setdefault("known", known_in(text))
    (terms,) = analyse([text])
    words = [word for word in understand(query, **options) if not word.is_weak]
    return bool(words) and all(
        any(alternative.stands_in(terms) for alternative in word.alternatives) for word in words
    )


def kinds(words: list[Word]) -> set[str]:
    return {alternative.kind for word in words for alternative in word.alternatives}


class MeantTests(TestCase):
    def test_the_promise(self):
        self.assertTrue(finds("환불했는데요", "환불 정책"))

    def test_spacing_makes_no_difference(self):
        for query in ("환불정책", "환불 정책", "환불정책이요"):
            self.assertTrue(finds(query, "환불 정책을 알려 주세요"), query)
        self.assertTrue(finds("재 입고", "재입고 알림"))
        self.assertTrue(finds("HN 2041B", "상품코드 HN-2041B"))

    def test_the_other_layout_is_read(self):
        self.assertTrue(finds("ghksqnf", "환불 정책"))
        self.assertTrue(finds("ㄱㄷ려ㅜㅇ", "Refund policy"))

    def test_an_english_word_is_not_read_as_korean_where_nobody_says_so(self):
        self.assertNotIn("layout", kinds(understand("app", known=known_in("app 오류"))))

    def test_one_slip_is_forgiven(self):
        for query, text in (
            ("황불", "환불 정책"), ("환불정첵", "환불 정책"), ("베송 조회", "배송 조회 방법"),
            ("비밀번허", "비밀번호 찾기"), ("세금게산서", "세금계산서 발행"),
            ("warrenty", "warranty"), ("invioce", "an invoice"),
        ):  # fmt: skip
            self.assertTrue(finds(query, text), query)

    def test_a_word_that_stands_somewhere_is_no_slip(self):
        known = known_in("배송 조회", "배상 기준")
        self.assertNotIn("slip", kinds(understand("배상", known=known)))
        self.assertIn("slip", kinds(understand("배상", known=known_in("배송 조회"))))

    def test_a_slip_is_seen_in_words_of_one_syllable(self):
        words = understand("황불", known=known_in("환불 정책", "황 불"))
        self.assertIn(("환불",), [a.terms for word in words for a in word.alternatives])

    def test_a_slip_is_a_wrong_syllable_before_one_too_many(self):
        words = understand("상품꿘", known=known_in("상품권", "상품"))
        slips = [a.terms for word in words for a in word.alternatives if a.kind == "slip"]
        self.assertEqual(slips, [("상품권",)])

    def test_two_initial_consonants_are_looked_for_among_initials(self):
        self.assertEqual(kinds(understand("ㅎㅂ", known=known_in("환불"))), {"initials"})

    def test_synonyms_stand_for_one_another(self):
        self.assertTrue(finds("반품", "이거 어떻게 돌려보내죠?"))
        self.assertTrue(finds("비번", "비밀번호를 잊어버렸어요"))
        self.assertTrue(finds("money back", "환불해 주세요"))
        self.assertTrue(finds("하자", "불량품이 왔어요"))

    def test_the_company_s_own_table_comes_beside_ours(self):
        own = Synonyms([["말하는 곰", "TB-9"]])
        self.assertTrue(finds("말하는 곰", "TB-9 소리가 안 나요", synonyms=own))
        self.assertFalse(finds("말하는 곰", "TB-9 소리가 안 나요"))

    def test_a_phrase_of_several_words_stands_near_and_in_order(self):
        self.assertTrue(finds("refund", "돈을 돌려주세요"))
        self.assertFalse(finds("refund", "돌려주는 데도 돈이 듭니다"))
        self.assertFalse(finds("refund", "돈은 받았고 어제 산 가방과 신발과 모자만 돌려주세요"))

    def test_a_synonym_of_the_other_language_is_told_apart(self):
        for query in ("환불", "ghksqnf"):
            (word,) = understand(query, known=known_in("환불 환급 refund"))
            told = {a.terms: a.kind for a in word.alternatives}
            self.assertEqual(told[("환급",)], "synonym")
            self.assertEqual(told[("refund",)], "translation")

    def test_a_word_alone_is_read_without_its_polite_ending(self):
        self.assertTrue(finds("경비실에도요", "경비실에 맡겼어요"))

    def test_little_words_are_weak(self):
        words = understand("환불 관련 문의 부탁드려요", known=known_in("환불"))
        self.assertEqual([word.text for word in words if not word.is_weak], ["환불"])
        words = understand("please refund it", known=known_in("refund"))
        self.assertEqual([word.text for word in words if not word.is_weak], ["refund"])

    def test_little_words_alone_are_what_is_meant(self):
        self.assertFalse(all(word.is_weak for word in understand("문의")))

    def test_without_an_index_a_query_is_understood_too(self):
        self.assertTrue(finds("환불정책", "환불 정책", known=None))
        self.assertTrue(finds("ghksqnf", "환불 정책", known=None))
        self.assertTrue(finds("영업시간", "영업 시간은 어떻게 되나요", known=None))

    def test_numbers_are_found_in_any_spelling(self):
        for query in ("01044556677", "+82 10-4455-6677", "010.4455.6677", "6677"):
            self.assertTrue(finds(query, "휴대전화 010 4455 6677"), query)
        self.assertTrue(finds("MINA.PARK@example.com", "mina.park@example.com"))
        self.assertTrue(finds("mina.park", "mina.park@example.com"))
        self.assertTrue(finds("daesung.example", "tax@daesung.example"))
        self.assertTrue(finds("39800원", "39,800원입니다"))
