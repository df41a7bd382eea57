"""Pages with Korean on them, read again from the PDF."""

import io

from django.test import SimpleTestCase
from pypdf import PdfReader

from maru.kit.paper.document import Document
from maru.kit.paper.fonts import UNKNOWN, load, printable


def read(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


class DocumentTests(SimpleTestCase):
    def test_korean_and_markup_come_out_as_they_were_written(self):
        paper = Document("#7 무쇠 솥 & <냄비>", foot="온누리 상점")
        paper.facts([("고객", "김하늘"), ("팀", "")])
        paper.words("뷁 쀍 똠방각하 學校 ₩12,000\n<b>굵게</b>")
        (page,) = read(paper.pdf())
        for words in (
            "#7 무쇠 솥 & <냄비>",
            "김하늘",
            "뷁 쀍 똠방각하 學校 ₩12,000",
            "<b>굵게</b>",
        ):
            self.assertIn(words, page)
        self.assertNotIn("팀", page)

    def test_every_page_says_which_of_how_many_it_is(self):
        paper = Document("긴 것", foot="온누리 상점")
        paper.words("줄\n" * 200)
        pages = read(paper.pdf())
        self.assertGreater(len(pages), 2)
        for number, page in enumerate(pages, 1):
            self.assertIn(f"{number} / {len(pages)}", page)
            self.assertIn("온누리 상점", page)

    def test_a_word_without_an_end_and_an_endless_paragraph_fit(self):
        paper = Document("x" * 500, foot="")
        paper.words("가" * 20_000)
        self.assertGreater(len(read(paper.pdf())), 3)

    def test_the_font_has_every_syllable_and_what_it_lacks_is_a_box(self):
        known = load().face.charToGlyph
        self.assertEqual([c for c in range(0xAC00, 0xD7A4) if c not in known], [])
        self.assertEqual(printable("좋아요👍🏽\u200b!\u3000a"), f"좋아요{UNKNOWN}{UNKNOWN}!\u3000a")
        self.assertEqual(printable("\u1112\u1161\u11ab"), "한")
