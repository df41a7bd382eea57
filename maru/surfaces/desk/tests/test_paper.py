"""A ticket printed, and as PDF: what is on it, and for whom."""

from __future__ import annotations

import io
from unittest.mock import patch

from PIL import Image
from pypdf import PdfReader

from maru.kit.blobs import store
from maru.kit.pictures import redraw
from maru.staff.journal.models import AccessRecord
from maru.support.tickets.paper import pdf
from maru.support.tickets.paper.sheet import MOST_PICTURES
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.test_files import picture


def read(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


class PaperTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/paper/"
        self.ticket.note("손님이 화가 많이 났어요", by=self.minho)
        self.ticket.set_priority(4, by=self.jisu)

    def both(self, **asked: str) -> list[str]:
        page = self.client.get(self.page, asked)
        pdf = self.client.get(f"{self.page}pdf/", asked)
        self.assertEqual(pdf["Content-Type"], "application/pdf")
        self.assertIn(f'filename="{self.ticket.pk}.pdf"', pdf["Content-Disposition"])
        main = page.content.decode().partition("<main")[2]
        return [main, read(pdf.content)]

    def test_it_holds_who_what_and_when_but_no_note_unless_one_wants_it(self):
        for words in self.both():
            self.assertIn("무쇠 솥밥 냄비 뚜껑이 깨져서 왔어요", words)
            self.assertIn("방금 받았는데 뚜껑 손잡이 옆이 깨져 있습니다.", words)
            self.assertIn("haneul.kim@example.com", words)
            self.assertNotIn("화가 많이 났어요", words)
            self.assertNotIn("보통 →", words)
        for words in self.both(notes="on"):
            self.assertIn("손님이 화가 많이 났어요", words)
            self.assertIn("내부 메모", words)
        for words in self.both(changes="on"):
            self.assertIn("우선순위: 보통 → 긴급", words)
            self.assertNotIn("화가 많이 났어요", words)

    def test_pictures_are_drawn_and_a_file_that_is_held_back_is_not_named(self):
        message = self.ticket.messages.earliest("id")
        sha256 = store().put(picture())
        fields = {"content_type": "image/png", "size": 99, "sha256": sha256}
        message.attachments.create(name="뚜껑.png", **fields)
        pdf = self.client.get(f"{self.page}pdf/").content
        self.assertEqual(len(PdfReader(io.BytesIO(pdf)).pages[0].images), 1)
        self.assertIn("뚜껑.png", read(pdf))
        self.assertContains(self.client.get(self.page), "/pass/picture/")

    def with_pictures(self, count: int) -> None:
        message = self.ticket.messages.earliest("id")
        sha256 = store().put(picture())
        fields = {"content_type": "image/png", "size": 99, "sha256": sha256}
        for number in range(count):
            message.attachments.create(name=f"{number}.png", **fields)

    def test_of_many_pictures_the_first_are_drawn_and_the_paper_says_how_many_are_not(self):
        self.with_pictures(MOST_PICTURES + 2)
        page, words = self.both()
        self.assertEqual(page.count("/pass/picture/"), MOST_PICTURES)
        for told in (page, words):
            self.assertIn(f"{MOST_PICTURES + 1}.png", told)
            self.assertIn("그림 2개는", told)

    def test_all_pictures_of_a_pdf_together_cost_no_more_than_a_large_one(self):
        self.with_pictures(3)
        with Image.open(io.BytesIO(picture())) as one:
            each = one.width * one.height
        with (
            patch.object(pdf, "MOST_PIXELS", 2 * each),
            patch.object(pdf, "redraw", wraps=redraw) as drawn,
        ):
            found = self.client.get(f"{self.page}pdf/").content
        self.assertEqual(drawn.call_count, 2)
        self.assertIn("그림 1개는", read(found))
        self.assertNotIn("그림 1개는", self.both()[1])

    def test_printing_is_written_down_as_reading(self):
        self.both()
        notes = AccessRecord.objects.filter(what="paper", subject_id=self.ticket.pk)
        self.assertEqual([each.customers for each in notes], [[self.kim.pk]] * 2)

    def test_who_does_not_see_the_ticket_prints_nothing_of_it(self):
        self.client.force_login(self.eve)
        for path in (self.page, f"{self.page}pdf/"):
            self.assertEqual(self.client.get(path).status_code, 404)
