"""S10: what leaves is what was meant, whatever stands in names, subjects and file names."""

import base64
import email
import email.policy
import re
from concurrent.futures import wait
from datetime import UTC, datetime
from email.utils import getaddresses
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase

from maru.extensions.email.headers import Injected, _encoded
from maru.extensions.email.mime import as_bytes
from maru.extensions.email.tests.test_delivery import DeliveryTestCase
from maru.kit.blobs import store
from maru.kit.mailparse import parse
from maru.records.channels import dispatch
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.incoming import Party
from maru.records.channels.models import Delivery
from maru.records.channels.outgoing import Outgoing, OutgoingFile
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Ticket

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOSTILE = [
    "a\r\nBcc: eve@evil.example", "a\nBcc: eve@evil.example", "a\rBcc: eve@evil.example",
    "a\u2028Bcc: eve@evil.example", "a\u2029Bcc: e@evil.example", "a\x85Bcc: e@evil.example",
    "=?utf-8?q?=0ABcc:_eve@evil.example?=", "=?utf-8?b?CkJjYzogZXZlQGV2aWwuZXhhbXBsZQ==?=",
    "a\r\n\r\n<script>", "a\x00b", "a\x0bb\x0cc", '"><eve@evil.example>', "a, eve@evil.example",
    "a <eve@evil.example>", "eve@evil.example,", "\\", '"', "a\\\"b", "(comment", "a;b:c@d",
    "=?utf-8?q?=2C_eve=40evil.example?=", "  spaces  ", "a" * 300, "가" * 200,
    "👩‍👩‍👧 가족", "\ud800",
]  # fmt: skip


def outgoing(**changes) -> Outgoing:
    fields = {
        "sender": Party("support@onnuri.example", "최지수 (온누리 상점)"),
        "to": [Party("kim@example.com", "김하늘")],
        "message_id": "t1.abc@onnuri.example",
        "subject": "Re: 환불",
        "text": "안녕하세요",
    }
    return Outgoing(**fields | changes)


def read(raw: bytes):
    with TemporaryDirectory() as folder:
        return parse(raw, Path(folder))


class AsBytesTests(SimpleTestCase):
    def test_hostile_words_are_refused_or_arrive_as_words(self):
        for word in HOSTILE:
            for name, changes in {
                "subject": {"subject": word},
                "sender": {"sender": Party("support@onnuri.example", word)},
                "to": {"to": [Party("kim@example.com", word)]},
                "cc": {"cc": [Party("lee@example.com", word)]},
            }.items():
                with self.subTest(word=word, where=name):
                    self._holds_only_what_was_meant(name, outgoing(**changes), word)

    def _holds_only_what_was_meant(self, name, meant, word):
        try:
            raw = as_bytes(meant, at=AT)
        except Injected:
            return
        plain = email.message_from_bytes(raw)
        self.assertIsNone(plain["Bcc"])
        self.assertEqual(len(plain.get_all("Subject")), 1)
        spoken = [a for _, a in getaddresses([*plain.get_all("To"), *plain.get_all("Cc", [])])]
        self.assertEqual(spoken, [p.address for p in meant.recipients])
        self.assertEqual(max(map(len, raw.split(b"\r\n"))) <= 998, True)
        mail = read(raw)
        self.assertEqual(mail.sender.address, "support@onnuri.example")
        self.assertEqual([a.address for a in mail.to + mail.cc], spoken)
        if name == "subject":
            self.assertEqual(mail.subject, " ".join(word.split()))

    def test_hostile_addresses_and_ids_are_refused(self):
        for address in ["a@b\r\nBcc: c@d", "a b@c.example", "a@b@c\n", "<a@b.example>", "a", "@b",
                        "a@", "a,b@c.example", 'a"b@c.example', "a@b c.example",
                        "a\u2028@b.example",
                        "a@-\u0130.."]:  # fmt: skip
            with self.subTest(address), self.assertRaises(ValueError):
                as_bytes(outgoing(to=[Party(address)]), at=AT)
        with self.assertRaises(ValueError):
            as_bytes(outgoing(message_id="a>\r\nBcc: b@c"), at=AT)
        raw = as_bytes(outgoing(in_reply_to="x>\r\nBcc: y@z", references=["a b", "ok@x"]), at=AT)
        plain = email.message_from_bytes(raw)
        self.assertEqual(
            (plain["Bcc"], plain["In-Reply-To"], plain["References"]), (None, None, "<ok@x>")
        )

    def test_message_ids_stand_bare_however_long(self):
        ids = [f"{'x' * 200}{n}@example.com" for n in range(20)]
        raw = as_bytes(outgoing(in_reply_to=ids[0], references=ids), at=AT)
        self.assertNotIn(b"References: =?", raw)
        self.assertEqual(read(raw).references, ids)

    def test_the_same_arguments_give_the_same_bytes(self):
        self.assertEqual(as_bytes(outgoing(), at=AT), as_bytes(outgoing(), at=AT))

    def test_letters_are_never_cut_in_two(self):
        for word in re.findall(
            r"=\?utf-8\?b\?(.*?)\?=", _encoded("가나다라마바사아자차카타파하" * 9)
        ):
            base64.b64decode(word).decode()

    def test_text_and_html_say_the_same(self):
        mail = email.message_from_bytes(as_bytes(outgoing(), at=AT), policy=email.policy.default)
        self.assertEqual(mail.get_body(("plain",)).get_content().strip(), "안녕하세요")
        self.assertIn("<p>안녕하세요</p>", mail.get_body(("html",)).get_content())


class FileNameTests(SimpleTestCase):
    NAMES = ["영수증.pdf", "2026년 11월 거래 명세서 (최종) - 온누리 상점 발송용.xlsx",
             "plain.txt", 'quote".txt', "back\\slash.txt", "가" * 190 + ".hwp", "semi;colon=1.txt",
             "a%20b.txt", "=?utf-8?q?x?=.txt", "emoji 👍.png",
             "l" * 190 + ".txt", "o'clock.txt"]  # fmt: skip

    def test_names_arrive_by_the_standard_and_as_older_programs_read_them(self):
        sha256 = store().put(b"content")
        for name in self.NAMES:
            with self.subTest(name):
                files = [OutgoingFile(name, "application/pdf", sha256)]
                raw = as_bytes(outgoing(files=files), at=AT)
                standard = email.message_from_bytes(raw, policy=email.policy.default)
                part = next(standard.iter_attachments())
                self.assertEqual(part.get_filename(), name)
                self.assertEqual(part.get_content(), b"content")
                older = email.message_from_bytes(raw).get_payload()[1]
                named = older.get_param("name", header="content-type")
                decoded = email.header.decode_header(named)
                self.assertEqual(str(email.header.make_header(decoded)), name)
                self.assertEqual([f.size for f in read(raw).files], [7])
                self.assertLess(max(map(len, raw.split(b"\r\n"))), 200)


class OnTheWireTests(DeliveryTestCase):
    def test_a_hostile_ticket_sends_exactly_what_was_meant(self):
        for number, word in enumerate(HOSTILE):
            if "\ud800" in word or "\x00" in word:
                continue  # no database takes them
            Ticket.objects.filter(pk=self.ticket.pk).update(subject=word)
            type(self.kim).objects.filter(pk=self.kim.pk).update(name=word[:200])
            ticket = Ticket.objects.get(pk=self.ticket.pk)
            file = NewFile(word[:200], "text/plain", 4, store().put(b"file"))
            ticket.reply(f"답장 {number}", by=self.jisu, files=[file])
        while send_waiting():
            pass
        wait(dispatch._under_way, 60)
        self.assertEqual(set(Delivery.objects.values_list("state", flat=True)), {"sent"})
        self.assertEqual(len(self.relay.mails), Delivery.objects.count())
        for sender, recipients, raw in self.relay.mails:
            self.assertEqual(
                (sender, recipients), (self.mailbox.address, ["haneul.kim@example.com"])
            )
            mail = email.message_from_bytes(raw)
            self.assertIsNone(mail["Bcc"])
            self.assertEqual([a for _, a in getaddresses([mail["To"]])], recipients)
            self.assertEqual(set(mail.keys()) - {"In-Reply-To", "References"}, {
                "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
            })  # fmt: skip
