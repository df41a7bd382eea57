"""An answer with a form as a mail: its words and its HTML say the same to whoever reads which."""

from email import message_from_bytes, policy

from anymail.utils import Attachment
from django.test import SimpleTestCase

from maru.extensions.email.mime import as_bytes
from maru.extensions.email.sending.by_provider import as_message
from maru.extensions.email.sending.providers import PROVIDERS
from maru.extensions.email.tests.test_headers import AT, outgoing, read
from maru.kit.blobs import store
from maru.kit.written import Written
from maru.kit.written.letter import as_letter
from maru.records.channels.outgoing import OutgoingFile

HTML = "<div>내일 <strong>꼭</strong> 보냅니다.</div><ul><li>뚜껑</li></ul>"


class WrittenTests(SimpleTestCase):
    def test_it_is_an_alternative_of_words_and_html(self):
        said = Written.in_html(HTML).signed("최지수")
        html = as_letter(said.html, domain="onnuri.example")
        mail = message_from_bytes(
            as_bytes(outgoing(text=said.text, html=html), at=AT), policy=policy.default
        )
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        words, form = mail.iter_parts()
        self.assertEqual(words.get_content(), "내일 꼭 보냅니다.\n\n- 뚜껑\n\n-- \n최지수")
        self.assertIn("<strong>꼭</strong>", form.get_content())

    def test_a_picture_stands_within_and_a_file_beside(self):
        sha256 = store().put(b"\x89PNG")
        files = [
            OutgoingFile("뚜껑.png", "image/png", sha256, "k1@onnuri.example"),
            OutgoingFile("견적서.txt", "text/plain", sha256),
        ]
        html = as_letter('<img src="cid:k1" alt="뚜껑">', domain="onnuri.example")
        raw = as_bytes(outgoing(html=html, files=files), at=AT)
        mail = message_from_bytes(raw, policy=policy.default)
        self.assertEqual(mail.get_content_type(), "multipart/mixed")
        related, beside = mail.iter_parts()
        self.assertEqual(related.get_content_type(), "multipart/related")
        both, picture = related.iter_parts()
        self.assertEqual(both.get_content_type(), "multipart/alternative")
        self.assertEqual(picture["Content-ID"], "<k1@onnuri.example>")
        self.assertEqual(picture.get_content_disposition(), "inline")
        self.assertIn('src="cid:k1@onnuri.example"', both.get_body(("html",)).get_content())
        self.assertEqual(beside.get_filename(), "견적서.txt")

    def test_a_customer_s_program_of_our_own_making_finds_the_picture(self):
        sha256 = store().put(b"\x89PNG")
        file = OutgoingFile("a.png", "image/png", sha256, "k1@onnuri.example")
        html = '<img src="cid:k1@onnuri.example">'
        found = read(as_bytes(outgoing(html=html, files=[file]), at=AT))
        self.assertEqual([(f.content_id, f.is_inline) for f in found.files],
                         [("k1@onnuri.example", True)])  # fmt: skip

    def test_a_provider_gets_it_as_a_picture_within(self):
        sha256 = store().put(b"\x89PNG")
        file = OutgoingFile("뚜껑.png", "image/png", sha256, "k1@onnuri.example")
        mail = as_message(outgoing(files=[file]), PROVIDERS["postmark"], 1)
        part = Attachment(mail.attachments[0])
        self.assertEqual((part.inline, part.cid), (True, "k1@onnuri.example"))
