"""What is written with a form: kept as a draft, sent, shown, taken back; its words say the same."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.kit.search.indexing import index_outdated
from maru.records.channels.models import Delivery
from maru.support.tickets.models import Draft, Message
from maru.support.tickets.tests.cast import SupportTestCase

HTMX = {"HX-Request": "true"}
HTML = "<div>{{customer.name}}님, <strong>내일</strong> 도착합니다.</div><ul><li>뚜껑</li></ul>"
WORDS = "김하늘님, 내일 도착합니다.\n\n- 뚜껑"


class WrittenTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"

    def write(self, html: str, **fields):
        given = {"mode": "reply", "text": "words", "html": html, "shown": 0,
                 "seen": self.ticket.last_public_id} | fields  # fmt: skip
        return self.client.post(f"{self.page}messages/", given, headers=HTMX)

    def test_an_answer_goes_out_with_its_form_and_its_words(self):
        self.assertContains(self.write(HTML), "<strong>내일</strong>")
        message = Message.objects.latest("id")
        self.assertEqual(message.written.unsigned().text, WORDS)
        sent = Delivery.objects.get().outgoing
        self.assertEqual(sent["text"], message.text)
        self.assertIn("김하늘님, <strong>내일</strong>", sent["html"])

    def test_without_a_form_it_is_sent_as_it_was_typed(self):
        self.write("<div>두  칸</div><div><br></div>", text="두  칸")
        message = Message.objects.latest("id")
        self.assertEqual((message.written.unsigned().text, message.html), ("두  칸", ""))
        self.assertEqual(Delivery.objects.get().outgoing["html"], "")

    def test_the_signature_stands_under_both(self):
        self.jisu.signature = "최지수 <고객지원>"
        self.jisu.save()
        self.write(HTML)
        self.assertIn("최지수 &lt;고객지원&gt;", Delivery.objects.get().outgoing["html"])
        self.assertTrue(Message.objects.latest("id").text.endswith("-- \n최지수 <고객지원>"))

    def test_a_note_names_colleagues_within_its_form(self):
        shown = self.write("<div><b>@박민호</b> &lt;b&gt; https://a.kr</div>", mode="note")
        self.assertContains(shown, '<b><span class="mention">@박민호</span></b> &lt;b&gt; <a ')
        self.assertEqual(Message.objects.latest("id").mentions.get().member, self.minho)

    def test_what_is_hostile_is_gone_before_it_is_kept(self):
        self.write('<b onclick="x()">굵게</b><script>x()</script><img src=https://evil.kr/a>')
        message = Message.objects.latest("id")
        self.assertTrue(message.html.startswith('<b>굵게</b><a href="https://evil.kr/a"'))

    def test_a_draft_keeps_it_and_the_page_restores_it(self):
        fields = {"mode": "reply", "text": "내일", "html": "<div><b>내일</b></div>"}
        self.client.put(f"{self.page}draft/", "&".join(f"{k}={v}" for k, v in fields.items()))
        self.assertEqual(Draft.objects.get().html, "<div><b>내일</b></div>")
        self.assertContains(self.client.get(self.page), 'data-html="&lt;div&gt;&lt;b&gt;내일')

    def test_what_stops_it_keeps_its_form(self):
        self.write("<b>{{customer.shoe}}</b>")
        self.assertEqual(Draft.objects.get().html, "<b>{{customer.shoe}}</b>")

    def test_what_is_too_deep_is_refused_in_words_and_the_words_are_kept(self):
        self.assertContains(
            self.write("<div>" * 900, text="글"), "글만 붙여넣으세요", status_code=422
        )
        self.assertEqual(Draft.objects.get().text, "글")

    def test_taken_back_it_has_its_form_before_what_was_begun_since(self):
        message = self.ticket.reply(
            Message(html="<div><b>네</b></div>", text="네").written,
            by=self.jisu, wait=timedelta(minutes=1),
        )  # fmt: skip
        Draft.keep(self.ticket, self.jisu, "또 <하나>", "out")
        draft = self.ticket.take_back(message, by=self.jisu)
        self.assertEqual(draft.text, "네\n\n또 <하나>")
        self.assertTrue(draft.html.startswith("<div><b>네</b></div><div><br></div><div>또 &lt;"))

    def test_its_words_are_found(self):

        self.write(HTML)
        index_outdated()
        found = self.client.get("/search/", {"q": "도착합니다"})
        self.assertContains(found, f"#{self.ticket.pk}")

    def test_it_costs_no_query_more_to_show(self):
        for number in range(6):
            self.ticket.note(f"글 {number}", by=self.jisu)
        self.client.get(self.page)
        plain = self.queries()
        self.ticket.messages.update(html="<b>굵게</b>")
        self.assertEqual(self.queries(), plain)

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as told:
            self.client.get(self.page)
        return len(told)
