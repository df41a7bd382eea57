"""Searching within a ticket, and a ticket as PDF."""

import io

from pypdf import PdfReader

from maru.staff.journal.models import AccessRecord, Event
from maru.surfaces.api.tests.cast import ApiTestCase


class FoundTests(ApiTestCase):
    def test_it_says_which_message_and_which_change_holds_the_words(self):
        self.ticket.tag_only(["뚜껑"], by=self.jisu)
        path = f"/tickets/{self.ticket.pk}/found"
        change, message = self.api(self.jisu).get(f"{path}?q=뚜껑").json()["found"]
        self.assertEqual((change["message"], message["event"]), (None, None))
        self.assertEqual(message["message"], self.ticket.messages.get().pk)
        self.assertEqual(Event.of(self.ticket).get(pk=change["event"]).verb, "ticket.tags")
        self.assertEqual(self.api(self.jisu).get(path).json(), {"found": []})
        self.assertEqual(self.api(self.eve).get(f"{path}?q=뚜껑").status_code, 404)


class PdfTests(ApiTestCase):
    def test_a_ticket_comes_as_pdf_with_its_notes_only_if_they_are_asked_for(self):
        self.ticket.note("안에서만", by=self.jisu)
        path = f"/tickets/{self.ticket.pk}/pdf"
        answers = [self.api(self.jisu).get(path + query) for query in ("", "?notes=true")]
        plain, with_notes = (
            PdfReader(io.BytesIO(answer.content)).pages[0].extract_text() for answer in answers
        )
        self.assertEqual(answers[0]["Content-Type"], "application/pdf")
        self.assertNotIn("안에서만", plain)
        self.assertIn("안에서만", with_notes)
        self.assertEqual(AccessRecord.objects.filter(what="paper").count(), 2)
        self.assertEqual(self.api(self.eve).get(path).status_code, 404)
