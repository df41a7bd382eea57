"""Messages and drafts with a form, over the API."""

from maru.records.channels.models import Delivery
from maru.surfaces.api.tests.cast import ApiTestCase

HTML = '<p onclick="x()">{{customer.name}}님, <b>내일</b> 보냅니다.</p><script>x()</script>'


class WrittenTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.number}/messages"

    def test_html_is_cleaned_given_back_and_its_words_are_derived(self):
        made = self.jisus.post(self.path, {"html": HTML})
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(made.json()["html"], "<p>김하늘님, <b>내일</b> 보냅니다.</p>")
        self.assertEqual(made.json()["body"], "김하늘님, 내일 보냅니다.")
        self.assertIn("<b>내일</b>", Delivery.objects.get().outgoing["html"])
        again = self.jisus.get(self.path).json()["items"][-1]
        self.assertEqual(again["html"], made.json()["html"])

    def test_it_is_said_by_one_of_the_two(self):
        for given in ({}, {"body": "글", "html": "<b>글</b>"}):
            refused = self.jisus.post(self.path, given)
            self.assertEqual(refused.status_code, 422)
            self.assertIn("body", refused.json()["error"]["fields"])

    def test_what_says_nothing_or_is_too_deep_is_refused(self):
        for html in ("<script>x()</script>", "<div><br></div>", "<div>" * 900 + "글"):
            refused = self.jisus.post(self.path, {"html": html})
            self.assertEqual(list(refused.json()["error"]["fields"]), ["html"], html[:40])

    def test_a_draft_has_it_too(self):
        path = f"/tickets/{self.ticket.number}/draft"
        kept = self.jisus.send("PUT", path, {"html": "<b>내일</b>", "public": False})
        self.assertEqual(kept.status_code, 200, kept.content)
        self.assertEqual((kept.json()["body"], kept.json()["html"]), ("내일", "<b>내일</b>"))
