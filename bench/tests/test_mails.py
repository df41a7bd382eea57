import re
import unittest
from email import message_from_bytes
from email.policy import default

from bench.mails import Writer
from bench.sending import stuffed

BOX, OTHER = "support@rig.example", "billing@rig.example"


class WriterTests(unittest.TestCase):
    def test_the_same_seed_writes_the_same_bytes(self):
        once, again = (list(Writer(7, BOX).mails(40)) for _ in range(2))
        self.assertEqual([m.sha256 for m in once], [m.sha256 for m in again])

    def test_a_fifth_answers_an_earlier_mail_of_the_same_sender(self):
        mails = list(Writer(7, BOX).mails(500))
        earlier = {}
        for mail in mails:
            if mail.answers:
                self.assertEqual(earlier[mail.answers], mail.sender)
            earlier[mail.message_id] = mail.sender
        self.assertAlmostEqual(sum(bool(m.answers) for m in mails) / 500, 0.2, delta=0.05)

    def test_lines_end_as_smtp_wants_and_letters_can_be_read_again(self):
        for mail in Writer(7, BOX).mails(60):
            self.assertIsNone(re.search(rb"(?<!\r)\n|\r(?!\n)", mail.raw))
            self.assertTrue(mail.raw.endswith(b"\r\n"))
            parsed = message_from_bytes(mail.raw, policy=default)
            self.assertEqual(parsed["Message-ID"], mail.message_id)
            self.assertTrue(parsed.get_body(("plain",)).get_content().strip())

    def test_a_size_is_about_kept(self):
        sizes = [len(mail.raw) for mail in Writer(7, BOX).mails(50, size=5_000)]
        self.assertTrue(all(3_000 < size < 7_000 for size in sizes), sizes)

    def test_some_go_to_a_second_mailbox_too(self):
        mails = list(Writer(7, BOX).mails(400, also_to=OTHER))
        self.assertTrue(0 < sum(m.mailboxes == (BOX, OTHER) for m in mails) < 40)

    def test_dots_are_doubled_and_the_end_is_marked(self):
        self.assertEqual(stuffed(b".a\r\nb\r\n.\r\n"), b"..a\r\nb\r\n..\r\n.\r\n")
