import re

from django.test import SimpleTestCase

from maru.kit.mailparse.tests.hostile import PAYLOADS
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.kit.written import TooHeavy, Written
from maru.kit.written.cleaning import cleaned
from maru.kit.written.letter import as_letter

# An attribute with its quotes, and of those only the ones that do nothing.
_HARMLESS = re.compile(
    r"</?[a-z0-9]+(?: (?:alt|rel|start|width|height|colspan|rowspan)=\"[^\"]*\""
    r"| src=\"cid:[\w.-]+\"| href=\"(?:https?:|mailto:|tel:)[^\"]*\")*>"
)
VALUES = {"customer.name": "김 <b>하늘</b> & 씨", "ticket.number": "7", "none": ""}


def words(html: str) -> str:
    return Written.in_html(html).text


class WordsTests(SimpleTestCase):
    def test_marks_leave_the_words(self):
        self.assertEqual(words("<div>오늘 <b>꼭</b> <em>보냅니다</em></div>"), "오늘 꼭 보냅니다")

    def test_a_line_is_a_line_and_an_empty_one_parts_paragraphs(self):
        html = "<div><b>하나</b></div><div>둘</div><div><br></div><div>셋</div>"
        self.assertEqual(words(html), "하나\n둘\n\n셋")
        self.assertEqual(words("<p><b>하나</b></p><p>둘</p>"), "하나\n\n둘")

    def test_lists_have_their_bullets_numbers_and_depth(self):
        html = "<ul><li>하나<ul><li>안</li></ul></li><li><p>둘</p></li></ul><ol start=3><li>셋</ol>"
        self.assertEqual(words(html), "- 하나\n  - 안\n- 둘\n\n3. 셋")

    def test_a_link_says_where_it_leads_unless_it_is_written(self):
        html = '<a href="https://a.kr/x">여기</a>, <a href="https://b.kr">https://b.kr</a>'
        self.assertEqual(words(html), "여기 (https://a.kr/x), https://b.kr")

    def test_tables_quotations_and_code_stay_readable(self):
        html = (
            "<table><tr><th>상품</th><th>수량</th></tr><tr><td>냄비</td><td>2</td></tr></table>"
            "<blockquote><div>말씀하신</div><div>대로</div></blockquote><pre>a  b\n  c</pre>"
        )
        self.assertEqual(words(html), "상품 | 수량\n냄비 | 2\n> 말씀하신\n> 대로\na  b\n  c")

    def test_a_picture_is_named(self):
        html = '<div>보세요 <img src="cid:k" alt="뚜껑.png"></div>'
        self.assertEqual(words(html), "보세요 [뚜껑.png]")

    def test_what_has_no_form_is_what_was_typed(self):
        said = Written.in_html("<div>a &nbsp;b</div><div><br></div>", text=" a  b\n")
        self.assertEqual(said, Written(" a  b\n"))

    def test_words_alone_become_lines(self):
        self.assertEqual(Written(" <a>\n\n  둘").as_html,
                         "<div>\xa0&lt;a&gt;</div><div><br></div><div>\xa0 둘</div>")  # fmt: skip

    def test_words_and_form_say_the_same_both_ways(self):
        for text in ("하나", "하나\n둘", "하나\n\n둘", "a < b & c", "- 하나\n- 둘"):
            self.assertEqual(words(f"<b></b>{Written(text).as_html}"), text)


class CleaningTests(SimpleTestCase):
    def test_nothing_hostile_comes_through_and_twice_is_once(self):
        for payload in PAYLOADS:
            once = cleaned(payload)
            self.assertEqual(cleaned(once), once, payload)
            for tag in re.findall(r"<[^<>]*>", once):
                self.assertRegex(tag.lower(), _HARMLESS, payload)

    def test_of_a_picture_from_elsewhere_a_link_stays(self):
        html = cleaned('<img src="https://a.kr/x.png" alt="그림"><img src="https://a.kr/y.png">')
        self.assertEqual(words(html), "그림 (https://a.kr/x.png)https://a.kr/y.png")
        self.assertNotIn("<img", html)

    def test_parts_of_a_page_become_lines(self):
        html = "<section>하나</section><article class=x>둘</article><h6>셋</h6>"
        self.assertEqual(cleaned(html), "<div>하나</div><div>둘</div><h4>셋</h4>")

    def test_what_is_too_deep_is_refused(self):
        with self.assertRaises(TooHeavy):
            Written.in_html("<div>" * 1000)


class PlaceholderTests(SimpleTestCase):
    def fill(self, html: str) -> Written:
        return Written.in_html(html).filled(VALUES, language="ko")

    def test_values_are_words_never_markup(self):
        said = self.fill("<div><b>{{customer.name}}</b>님</div>")
        self.assertEqual(said.html, "<div><b>김 &lt;b&gt;하늘&lt;/b&gt; &amp; 씨</b>님</div>")
        self.assertEqual(said.text, "김 <b>하늘</b> & 씨님")

    def test_one_that_is_torn_by_marks_is_found(self):
        said = self.fill("<div>{{cust<b>omer.name}}님</b>, {{<i>ticket</i>.number}}번</div>")
        self.assertEqual(said.text, "김 <b>하늘</b> & 씨님, 7번")

    def test_one_with_a_fixed_blank_is_found(self):
        self.assertEqual(self.fill("<b>{{&nbsp;ticket.number }}</b>").text, "7")

    def test_an_unknown_one_stops_it(self):
        with self.assertRaises(UnknownPlaceholder):
            self.fill("<b>{{no<i>.such</i>}}</b>")

    def test_what_would_be_empty_is_named(self):
        said = Written.in_html("<b>{{none}} {{none|아무}}</b>")
        self.assertEqual(said.left_empty(VALUES, language="ko"), ["none"])


class SigningTests(SimpleTestCase):
    def test_a_signature_goes_under_both_and_comes_off_both(self):
        said = Written.in_html("<div><b>네</b></div>")
        signed = said.signed("최지수 <온누리>\n02-1234")
        self.assertEqual(signed.text, "네\n\n-- \n최지수 <온누리>\n02-1234")
        self.assertIn("-- <br>최지수 &lt;온누리&gt;<br>02-1234", signed.html)
        self.assertEqual(signed.unsigned(), said)

    def test_what_follows_joins_what_was(self):
        both = Written.in_html("<div><b>네</b></div>").then(Written("또\n하나"))
        self.assertEqual(both.text, "네\n\n또\n하나")
        self.assertEqual(words(both.html), both.text)


class LetterTests(SimpleTestCase):
    def test_pictures_are_named_within_the_domain_and_tables_have_lines(self):
        html = as_letter('<table><tr><td>1</td></tr></table><img src="cid:k1">', domain="a.kr")
        self.assertIn('<td style="border:1px', html)
        self.assertIn('src="cid:k1@a.kr"', html)
