"""An mbox is cut where its mails begin, whoever wrote it, in constant memory."""

import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

from django.test import SimpleTestCase

from maru.extensions.email.importing.mbox import mails_of
from maru.extensions.email.tests.imports import ImportCase, as_mbox, old_mail
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import LiveSupportTestCase

FROM = b"From kim@example.com Wed Mar  1 09:00:00 2023\n"


def cut(content: bytes, start: int = 0) -> list[bytes]:
    return [each.content.read() for each in mails_of(io.BytesIO(content), start)]


class MboxTests(SimpleTestCase):
    def test_lines_that_only_look_like_a_beginning_stay_in_their_mail(self):
        words = b"From here on it is text\r\nFrom me Wed Mar  1 09:00:00 2023\r\n?\r\n"
        body = b"Subject: a\r\n\r\n" + words
        self.assertEqual(cut(as_mbox([body.replace(b"\r\n", b"\n")])), [body])
        # An mbox whose writer forgot to quote.
        bare = FROM + body.replace(b"\r\n", b"\n") + b"\n"
        self.assertEqual(cut(bare), [body])

    def test_quoted_lines_come_back_as_they_were(self):
        body = b"Subject: a\n\nFrom a\n>From b\n>>From c\n> From d\n"
        self.assertEqual(cut(as_mbox([body])), [body.replace(b"\n", b"\r\n")])

    def test_mboxo_crlf_and_lf_give_the_same_bytes(self):
        mails = [old_mail("a", text="x\n\n\ny"), old_mail("b", text="")]
        expected = [mail.replace(b"\n", b"\r\n") for mail in mails]
        self.assertEqual(cut(as_mbox(mails)), expected)
        self.assertEqual(cut(as_mbox(mails, end=b"\r\n")), expected)

    def test_what_each_program_writes_before_a_mail_is_understood(self):
        for line, day in [
            (b"From - Mon Jan 08 10:11:12 2024", 8),  # Thunderbird
            (b"From 1234567890@xxx Mon Jan 08 10:11:12 +0000 2024", 8),  # Google Takeout
            (b"From MAILER-DAEMON Mon Jan  8 10:11:12 2024", 8),  # Dovecot, mutt
            (b"From a b@example.com Mon Jan  8 10:11 KST 2024", 8),
        ]:
            (mail,) = mails_of(io.BytesIO(line + b"\nSubject: a\n\nx\n"))
            self.assertEqual(mail.at.date(), datetime(2024, 1, day, tzinfo=UTC).date(), line)

    def test_it_goes_on_behind_any_mail(self):
        content = as_mbox([old_mail(str(n), text="From x\n" * n) for n in range(7)])
        ends = [each.end for each in mails_of(io.BytesIO(content))]
        whole = cut(content)
        for number, end in enumerate(ends, 1):
            self.assertEqual(cut(content, end), whole[number:])

    def test_a_mail_without_its_first_line_is_a_mail(self):
        self.assertEqual(cut(b"\n\nSubject: a\n\nx\n"), [b"Subject: a\r\n\r\nx\r\n"])

    def test_memory_does_not_grow_with_the_file(self):
        one = FROM + b"Subject: a\n\n" + b"x" * 76 + b"\n\n"

        class Endless(io.RawIOBase):
            left = 30_000

            def readable(self):
                return True

            def readinto(self, buffer):
                self.left -= 1
                data = one if self.left > 0 else b""
                buffer[: len(data)] = data
                return len(data)

        tracemalloc.start()
        count = sum(1 for _ in mails_of(io.BufferedReader(Endless(), 1 << 16)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.assertGreater(count, 29_990)
        self.assertLess(peak, 5_000_000)

    def test_a_line_of_many_megabytes_is_no_line_in_memory(self):
        content = FROM + b"Subject: a\n\n" + b"x" * 20_000_000 + b"\n"
        (mail,) = mails_of(io.BytesIO(content))
        mail.content.close()
        self.assertEqual(mail.size, len(b"Subject: a\r\n\r\n") + 20_000_002)


class FilesTests(ImportCase, LiveSupportTestCase):
    def test_a_zip_of_both_kinds_is_read_and_what_is_no_mail_is_told(self):
        path = self.folder / "takeout.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("Takeout/Mail/보낸편지함.mbox", as_mbox([
                old_mail("a", sender="agent@example.com", to="kim@example.com", answers="q",
                         days=1)]))  # fmt: skip
            archive.writestr("Takeout/one.eml", old_mail("q"))
            archive.writestr("Takeout/readme.html", "<p>")
        done = self.imported(path)
        self.assertEqual((done.messages, done.tickets, done.skipped), (2, 1, 1))
        (ticket,) = self.tickets()
        self.assertEqual([direction for direction, _ in self.told(ticket)], ["in", "out"])

    def test_a_damaged_zip_says_so(self):
        done = self.imported(self.file(b"PK\x03\x04" + b"x" * 99, "a.zip"))
        self.assertEqual((done.state, done.trouble), ("failed", "zip"))

    def test_a_maildir_is_a_folder_of_mails(self):
        self.file(old_mail("q"), "Maildir/cur/1.M1P1.host:2,S")
        self.file(b"x", "Maildir/dovecot-uidlist")
        done = self.imported(self.folder / "Maildir")
        self.assertEqual((done.messages, done.skipped), (1, 1))

    def test_what_is_larger_than_maru_opens_is_kept_in_quarantine(self):
        with self.settings(MAIL_MAX_BYTES=10_000):
            large = old_mail("large", text="x" * 20_000)
            done = self.imported(self.file(as_mbox([large, old_mail("q")])))
        self.assertEqual((done.messages, done.quarantined), (1, 1))
        aside = done.mails.get(envelope__state="quarantined")
        self.assertEqual(aside.envelope.reason, "too_large")
        self.assertEqual(aside.size, len(large.replace(b"\n", b"\r\n")))

    def test_own_addresses_of_before_are_named(self):
        mails = [
            old_mail("q", to="old@example.net"),
            old_mail("a", sender="old@example.net", to="kim@example.com", answers="q"),
        ]
        self.imported(self.file(as_mbox(mails)), ours=["old@example.net"])
        imported = Message.objects.filter(ticket__source="import")
        self.assertEqual(set(imported.values_list("direction", flat=True)), {"in", "out"})
