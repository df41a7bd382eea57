"""Mail by real SMTP: what is taken, what is refused, and in which words."""

import hashlib
import smtplib

from maru.extensions.email import listener
from maru.extensions.email.tests.port import mail_port
from maru.kit.blobs import store
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase

MAIL = b"From: kim@example.com\r\nSubject: Hello\r\n\r\nA word.\r\n"
US, OTHERS = "support@onnuri.example", "help@haneul.example"


class PortTestCase(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.port = self.enterContext(mail_port())

    def send(self, raw=MAIL, *, to=(US,), sender="kim@example.com", options=()):
        with self.port.client() as client:
            client.ehlo()
            return client.sendmail(sender, list(to), raw, mail_options=list(options))

    def stored(self):
        return [store().read(e.sha256) for e in Envelope.objects.order_by("id")]


class TakingTests(PortTestCase):
    def test_the_bytes_of_the_wire_are_the_bytes_of_the_envelope(self):
        odd = MAIL + b".\r\n..\r\n.a dot\r\n\r\n" + b"\xff\xfe\x00 8 bit\r\n"
        self.send(odd)
        envelope = Envelope.objects.get()
        self.assertEqual(store().read(envelope.sha256), odd)
        self.assertEqual(envelope.sha256, hashlib.sha256(odd).hexdigest())
        self.assertEqual(envelope.size, len(odd))
        self.assertEqual(envelope.transport["mail_from"], "kim@example.com")

    def test_an_empty_mail_is_taken(self):
        with self.port.talk() as talk:
            talk.open_mail()
            self.assertTrue(talk.say(b".").startswith("250"))
        self.assertEqual(self.stored(), [b""])

    def test_a_mail_of_one_dot_line_keeps_its_dot(self):
        with self.port.talk() as talk:
            talk.open_mail()
            talk.send(b"..\r\n")
            self.assertTrue(talk.say(b".").startswith("250"))
        self.assertEqual(self.stored(), [b".\r\n"])

    def test_the_end_mark_may_come_in_any_pieces(self):
        with self.port.talk() as talk:
            talk.open_mail()
            for byte in b"a.\r\n.b\r\n" + b"..\r\n":
                talk.send(bytes([byte]))
            self.assertTrue(talk.say(b".").startswith("250"))
        self.assertEqual(self.stored(), [b"a.\r\nb\r\n.\r\n"])

    def test_the_null_sender_of_bounces_is_taken(self):
        with self.port.talk() as talk:
            talk.say(b"EHLO test")
            self.assertTrue(talk.say(b"MAIL FROM:<>").startswith("250"))
            self.assertTrue(talk.say(b"RCPT TO:<" + US.encode() + b">").startswith("250"))
            talk.say(b"DATA")
            self.assertTrue(talk.say(MAIL + b".").startswith("250"))
        self.assertEqual(Envelope.objects.get().transport["mail_from"], "<>")

    def test_smtputf8_and_8bitmime_are_taken(self):
        raw = "From: 김하늘 <하늘@한글.example>\r\nSubject: 안녕\r\n\r\n본문\r\n".encode()
        self.send(raw, sender="하늘@한글.example", options=["SMTPUTF8", "BODY=8BITMIME"])
        self.assertEqual(self.stored(), [raw])
        self.assertEqual(Envelope.objects.get().transport["mail_from"], "하늘@한글.example")

    def test_a_line_of_a_megabyte_is_taken(self):
        raw = MAIL + b"x" * 1_000_000 + b"\r\n"
        self.send(raw)
        self.assertEqual(self.stored(), [raw])

    def test_a_detail_belongs_to_its_mailbox(self):
        self.send(to=["SUPPORT+refunds@Onnuri.Example"])
        self.assertEqual(Envelope.objects.get().channel, self.mailbox)

    def test_mail_to_two_of_our_mailboxes_is_one_envelope_each(self):
        self.send(to=[US, OTHERS, "support+again@onnuri.example"])
        channels = Envelope.objects.values_list("channel__address", flat=True)
        self.assertEqual(sorted(channels), sorted([US, OTHERS]))

    def test_the_same_bytes_five_times_are_one_envelope(self):
        for _ in range(5):
            self.send()
        self.assertEqual(Envelope.objects.count(), 1)

    def test_several_mails_by_one_connection(self):
        with self.port.client() as client:
            for number in range(5):
                client.sendmail("a@b.example", [US], MAIL + str(number).encode() + b"\r\n")
        self.assertEqual(Envelope.objects.count(), 5)

    def test_commands_and_mail_in_one_packet(self):
        to = b"RCPT TO:<" + US.encode() + b">\r\n"
        packet = b"MAIL FROM:<a@b.example>\r\n" + to + b"DATA\r\n" + MAIL + b".\r\n"
        second = packet.replace(b"A word", b"Another")
        with self.port.talk() as talk:
            talk.say(b"EHLO test")
            talk.send(packet + second + b"QUIT\r\n")
            codes = [talk.answer()[:3] for _ in range(9)]
        self.assertEqual(codes, ["250", "250", "354", "250"] * 2 + ["221"])
        self.assertEqual(Envelope.objects.count(), 2)


class RefusingTests(PortTestCase):
    def test_there_is_no_relaying(self):
        for stranger in ["a@elsewhere.example", "support@onnuri.example.evil.example",
                         "a%elsewhere.example@onnuri.example", "@onnuri.example:a@b.example",
                         "support@onnuri.example@elsewhere.example"]:  # fmt: skip
            with self.subTest(stranger), self.port.talk() as talk:
                talk.say(b"EHLO test")
                talk.say(b"MAIL FROM:<a@b.example>")
                answer = talk.say(b"RCPT TO:<" + stranger.encode() + b">")
                self.assertRegex(answer, "^55[03] ")
                self.assertTrue(talk.say(b"DATA").startswith("503"))
        self.assertEqual(Envelope.objects.count(), 0)

    def test_a_closed_mailbox_is_unknown(self):
        type(self.mailbox).objects.update(is_active=False)
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as caught:
            self.send()
        self.assertEqual(caught.exception.recipients[US][0], 550)

    def test_too_large_a_mail_is_told_at_once_and_at_the_end(self):
        with self.settings(MAIL_MAX_BYTES=10_000):
            with self.assertRaises(smtplib.SMTPSenderRefused) as early:
                self.send(MAIL + b"y" * 20_000 + b"\r\n")
            with self.port.talk() as talk:
                talk.open_mail()
                talk.send(MAIL + b"y\r\n" * 5_000)
                self.assertTrue(talk.say(b".").startswith("552"))
                self.assertTrue(talk.say(b"NOOP").startswith("250"))
        self.assertEqual(early.exception.smtp_code, 552)
        self.assertEqual(Envelope.objects.count(), 0)

    def test_an_endless_mail_is_cut_off(self):
        with self.settings(MAIL_MAX_BYTES=100_000), self.port.talk() as talk:
            talk.open_mail()
            with self.assertRaises(OSError):
                for _ in range(10_000):
                    talk.send(b"z" * 10_000)
        self.assertEqual(Envelope.objects.count(), 0)

    def test_the_recipients_beyond_the_limit_wait_for_the_next_transaction(self):
        refused = self.send(to=[f"support+{n}@onnuri.example" for n in range(130)])
        self.assertEqual({code for code, _ in refused.values()}, {452})
        self.assertEqual(len(refused), 130 - listener.RECIPIENTS)
        self.assertEqual(Envelope.objects.count(), 1)

    def test_who_says_nothing_is_cut_off(self):
        self.enterContext(_patience(0.3))
        with self.port.talk() as talk:
            self.assertEqual(talk.answer(), "")

    def test_who_drips_a_mail_is_cut_off(self):
        self.enterContext(_patience(0.3))
        with self.port.talk() as talk:
            talk.open_mail()
            talk.send(b"Subject: slow")
            self.assertEqual(talk.answer(), "")
        self.assertEqual(Envelope.objects.count(), 0)

    def test_a_connection_lost_within_a_mail_leaves_nothing(self):
        with self.port.talk() as talk:
            talk.open_mail()
            talk.send(MAIL)
        self.send()
        self.assertEqual(Envelope.objects.count(), 1)


class SmugglingTests(PortTestCase):
    """S11: whatever looks like an end of mail to others is none to us, and is refused."""

    def test_one_transaction_is_at_most_one_mail(self):
        inner = b"MAIL FROM:<admin@onnuri.example>\r\nRCPT TO:<support@onnuri.example>\r\nDATA\r\n"
        ends = [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r", b"\n.\r",
                b"\r.\n", b"\r\n\x00.\r\n", b"\r\n.\x00\r\n", b"\r\r\n.\r\r\n", b"\r\n..\r\n",
                b"\r\n .\r\n", b"\r\n.\r\r\n", b"\n\r\n.\r\r\n"]  # fmt: skip
        for end in ends:
            with self.subTest(end), self.port.talk() as talk:
                before = Envelope.objects.count()
                talk.open_mail()
                talk.send(MAIL + b"first" + end + inner + MAIL + b"smuggled")
                talk.send(b"\r\n.\r\nQUIT\r\n")
                # All that it says: a command from within the mail would be answered, too.
                answers = list(iter(talk.answer, ""))
                self.assertRegex("|".join(answers), r"^(250|550) [^|]*\|221 [^|]*$")
                self.assertLessEqual(Envelope.objects.count() - before, 1)
        # What is stored is all of it, from whom the transaction said: not its smuggled half, even
        # where the first half was refused.
        for envelope in Envelope.objects.all():
            raw = store().read(envelope.sha256)
            self.assertTrue(raw.startswith(MAIL + b"first") and raw.endswith(b"smuggled\r\n"))
            self.assertEqual(envelope.transport["mail_from"], "kim@example.com")

    def test_bare_line_ends_are_refused_in_words(self):
        for bare in [b"a\nb\r\n", b"a\rb\r\n", b"a\r\r\nb\r\n", b"\n\r\n"]:
            with self.subTest(bare), self.port.talk() as talk:
                talk.open_mail()
                talk.send(MAIL + bare)
                self.assertIn("Bare CR or LF", talk.say(b"."))
        self.assertEqual(Envelope.objects.count(), 0)


def _patience(seconds):
    from unittest.mock import patch  # a shorter clock, not another behaviour

    return patch.object(listener.Listener, "_reset_timeout", _reset_in(seconds))


def _reset_in(seconds):
    original = listener.Listener._reset_timeout
    return lambda self, duration=None: original(self, seconds)
