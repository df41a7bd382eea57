"""What an index keeps of a text: one test a phenomenon, each by what a query would ask for."""

from unittest import TestCase

from maru.kit.text.analysis import analyse, initials


def terms(text: str) -> set[str]:
    return set(analyse([text])[0])


class KoreanTests(TestCase):
    def test_inflected_forms_of_a_verb_are_one_term(self):
        forms = ["끊어졌어요", "끊어져서", "끊어지면", "끊어진 끈"]
        self.assertTrue(all("끊어지다" in terms(form) for form in forms))
        self.assertIn("꺼지다", terms("앱이 꺼져요") & terms("꺼지는데요"))
        self.assertIn("잊다", terms("잊었어요") & terms("잊어버렸는데"))
        self.assertIn("누르다", terms("버튼을 눌렀더니") & terms("버튼을 누르면"))

    def test_particles_are_left_out(self):
        self.assertEqual(terms("쿠폰이"), {"쿠폰"})
        self.assertIn("경비실", terms("경비실에도 없습니다"))

    def test_a_compound_is_found_by_its_parts(self):
        self.assertLessEqual({"카드", "결제"}, terms("카드결제가 안 돼요"))
        self.assertIn("계산", terms("계산서"))
        self.assertIn("요금", terms("요금제를 바꿨어요"))
        self.assertLessEqual({"배송", "지연"}, terms("배송지연 안내"))
        self.assertLessEqual({"부분", "환불"}, terms("부분환불 가능한지요?"))

    def test_a_noun_is_found_in_its_verbs(self):
        for text in ("환불했는데요", "환불받고 싶어요", "환불됐나요", "환불해 드렸습니다"):
            self.assertIn("환불", terms(text))
        self.assertIn("고장", terms("고장났어요"))

    def test_a_suffix_keeps_the_noun_before_it_findable(self):
        for text in ("배송비는 누가 내나요", "배송비를", "배송료"):
            self.assertIn("배송", terms(text))
        self.assertLessEqual({"배송비"}, terms("배송비는 누가") & terms("배송비를"))

    def test_a_prefix_stays_and_the_noun_behind_it_is_findable(self):
        for text in ("재입고 알림", "재입고는 언제", "재입고되나요"):
            self.assertLessEqual({"재입고", "입고"}, terms(text), text)
        self.assertLessEqual({"무보험", "보험"}, terms("무보험 차량"))
        self.assertLessEqual({"재확인", "확인"}, terms("재확인 부탁드려요"))
        self.assertNotIn("재발", terms("재발송 요청"))

    def test_nouns_of_support_are_nouns_beside_any_particle(self):
        for noun, text in (
            ("해지", "해지는 어떻게 하나요"), ("할부", "할부도 안 되나요"),
            ("이체", "자동이체해 주세요"), ("하자", "하자가 있어요"), ("손님", "손님은"),
        ):  # fmt: skip
            self.assertIn(noun, terms(text), text)
        self.assertNotIn("하자", terms("그렇게 하자"))

    def test_honorifics_are_left_out(self):
        self.assertEqual(terms("기사님"), {"기사"})
        self.assertIn("기사", terms("기사분이 오셨어요"))
        self.assertIn("책임자", terms("책임자분의 사과"))

    def test_a_word_is_not_found_inside_others(self):
        self.assertNotIn("인증", terms("인수 확인증을 보내 주세요"))
        self.assertNotIn("입금", terms("수입금지 품목"))
        self.assertNotIn("통장", terms("교통장애로"))
        self.assertNotIn("수리", terms("독수리 로고"))

    def test_terms_stand_in_the_order_of_the_text_and_parts_behind_them(self):
        found = analyse(["배송비 환불 정책"])[0]
        self.assertEqual(found[:3], ["배송비", "환불", "정책"])
        self.assertIn("배송", found[3:])


class WholeTests(TestCase):
    def test_a_telephone_number_is_one_term_in_any_spelling(self):
        for spelling in (
            "010-2345-6789", "010 2345 6789", "01023456789", "010.2345.6789", "+82 10-2345-6789",
            "+821023456789", "(010) 2345-6789",
        ):  # fmt: skip
            self.assertIn("01023456789", terms(f"번호는 {spelling} 입니다"), spelling)
            self.assertIn("6789", terms(spelling), spelling)
        self.assertIn("0315550199", terms("연락처 031) 555-0199, 경수진"))

    def test_a_number_of_another_country_is_found_with_and_without_its_code(self):
        self.assertLessEqual(
            {"447700900123", "7700900123", "07700900123"}, terms("+44 7700 900123")
        )

    def test_a_mail_address_is_found_whole_and_in_parts(self):
        found = terms("메일은 Mina.Park@Example.com이에요")
        self.assertLessEqual({"mina.park@example.com", "mina.park", "example.com", "park"}, found)

    def test_a_code_is_one_term_in_any_spelling(self):
        for spelling in ("HN-2041B", "hn2041b", "HN_2041b", "hn/2041B"):
            self.assertIn("hn2041b", terms(f"상품코드는 {spelling}예요"), spelling)
        self.assertIn("202611030042317", terms("주문번호 20261103-0042317"))
        self.assertIn("0042317", terms("주문번호 20261103-0042317"))

    def test_sums_are_numbers(self):
        for spelling in ("39,800원", "39800원", "3만 9,800원"):
            self.assertIn("39800", terms(spelling), spelling)
        self.assertIn("320000", terms("32만 원") & terms("320,000원"))
        self.assertIn("35000", terms("3만 5천 원"))


class OtherLanguageTests(TestCase):
    def test_english_words_are_their_stems(self):
        self.assertIn("refund", terms("refunded") & terms("refunds") & terms("refunding"))
        self.assertIn("cancel", terms("cancelled") & terms("canceling"))

    def test_accents_and_full_width_letters_are_plain(self):
        self.assertIn("cafe", terms("Café"))
        self.assertIn("abc123", terms("ＡＢＣ１２３"))

    def test_korean_and_english_written_together_are_two_words(self):
        self.assertLessEqual({"qr", "코드"}, terms("QR코드로"))
        self.assertLessEqual({"app", "업데이트"}, terms("app업데이트"))

    def test_other_scripts_are_kept(self):
        self.assertIn("привет", terms("Привет"))
        self.assertLessEqual({"日本", "本語"}, terms("日本語"))
        self.assertIn("नमस्ते", terms("नमस्ते"))

    def test_data_is_no_text(self):
        self.assertEqual(terms("iVBORw0KGgo" * 20 + " 환불"), {"환불"})

    def test_markup_is_no_text(self):
        self.assertEqual(terms("<b class='x'>환불</b>&nbsp;<br>"), {"환불"})


class InitialsTests(TestCase):
    def test_a_name_is_found_by_its_initials(self):
        self.assertIn("ㅂㅁㅇ", initials("박민아"))
        self.assertIn("ㄴㄱㅎ", initials("남궁혁"))

    def test_words_are_found_apart_and_together(self):
        self.assertLessEqual({"ㅂㅅ", "ㅈㅇ", "ㅂㅅㅈㅇ"}, set(initials("설 연휴 배송 지연 안내")))

    def test_particles_do_not_hide_a_word(self):
        self.assertIn("ㅎㅂ", initials("환불이 아직 안 됐어요"))

    def test_the_middle_of_a_word_is_not_its_beginning(self):
        self.assertNotIn("ㅎㅈ", initials("소음이 심해졌어요"))
