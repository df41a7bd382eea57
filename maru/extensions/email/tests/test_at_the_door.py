"""SPF and DMARC of mail whose sender's server connects to us, asked of a real name server."""

from django.test import override_settings

from maru.extensions.email import dns_text
from maru.extensions.email.dns_text import Asking
from maru.extensions.email.tests.name_server import name_server
from maru.extensions.email.tests.test_dkim import PUBLIC, signed
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

THEIRS, STRANGE = "203.0.113.9", "198.51.100.7"


@override_settings(SMTP_DIRECT=True)
class AtTheDoorTests(SupportTestCase):
    def setUp(self):
        self.dns = self.enterContext(name_server())
        servers = [("127.0.0.1", self.dns.port)]
        self.enterContext(self.settings(DNS_SERVERS=servers))
        self.dns.txt("example.com", f"v=spf1 ip4:{THEIRS} -all")
        self.dns.txt("_dmarc.example.com", "v=DMARC1; p=reject")
        self.number = 0

    def came(self, peer, *, sender="haneul.kim@example.com", raw=None, **fields):
        """Return the message of a mail that ``peer`` brought, and spf, dmarc, verified of it."""
        self.number += 1
        raw = raw or mail(f"{self.number}", Subject=f"{self.number}", **fields)
        transport = {"peer": peer, "mail_from": sender, "helo": "mx.example.com"}
        accept([Letter(raw, (self.mailbox.pk,), transport)])
        open_waiting()
        message = Message.objects.latest("id")
        said = next((f for f in message.findings if f["by"] == "authentication"), {})
        return message, (said.get("spf"), said.get("dmarc"), said.get("verified"))

    def test_their_own_server_is_confirmed_and_a_strange_one_warned_of(self):
        message, said = self.came(THEIRS)
        self.assertEqual(said, ("pass", "pass", True))
        self.assertNotIn("spoofed", message.warnings)
        message, said = self.came(STRANGE)
        self.assertEqual(said, ("fail", "fail", False))
        self.assertIn("spoofed", message.warnings)

    def test_an_envelope_of_another_domain_confirms_nothing(self):
        self.dns.txt("bad.example", f"v=spf1 ip4:{STRANGE} -all")
        _message, said = self.came(STRANGE, sender="x@bad.example")
        self.assertEqual(said, ("pass", "fail", False))

    def test_alignment_is_as_strict_as_the_policy_says(self):
        self.dns.txt("mail.example.com", f"v=spf1 ip4:{THEIRS} -all")
        _message, said = self.came(THEIRS, sender="bounce@mail.example.com")
        self.assertEqual(said, ("pass", "pass", True))
        self.dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; aspf=s")
        _message, said = self.came(THEIRS, sender="bounce@mail.example.com")
        self.assertEqual(said, ("pass", "fail", False))

    def test_without_policy_nothing_is_said_against_anybody(self):
        del self.dns.zone["_dmarc.example.com", "TXT"]
        message, said = self.came(STRANGE)
        self.assertEqual(said, ("fail", "none", False))
        self.assertEqual(message.warnings, [])

    def test_a_report_without_sender_is_asked_about_by_its_greeting(self):
        self.dns.txt("mx.example.com", f"v=spf1 ip4:{THEIRS} -all")
        _message, said = self.came(THEIRS, sender="<>")
        self.assertEqual(said, ("pass", "pass", True))

    def test_what_depends_on_each_mail_is_not_held_against_it(self):
        for text in ("v=spf1 exists:%{i}.x.example.com -all", "v=spf1 ptr -all",
                     "v=spf1 include:%{d}.x.example.com -all"):  # fmt: skip
            self.dns.txt("example.com", text)
            _message, said = self.came(STRANGE)
            self.assertEqual(said[0], "neutral", text)

    def test_broken_records_and_a_dumb_dns_are_named_and_confirm_nothing(self):
        self.dns.txt("example.com", "v=spf1 -all", "v=spf1 +all")
        self.assertEqual(self.came(THEIRS)[1], ("permerror", "fail", False))
        self.dns.faults = {"example.com": "servfail", "_dmarc.example.com": "servfail"}
        self.assertEqual(self.came(THEIRS)[1], ("temperror", "temperror", False))

    @override_settings(CHECK_DKIM=True)
    def test_a_forwarded_mail_is_confirmed_by_its_signature(self):
        before = dns_text.text
        dns_text.text = Asking(lambda name: f"v=DKIM1; k=rsa; p={PUBLIC}")
        self.addCleanup(setattr, dns_text, "text", before)
        _message, said = self.came(STRANGE, raw=signed(mail(Subject="돌아온")))
        self.assertEqual(said, ("fail", "pass", True))

    @override_settings(CHECK_DKIM=True)
    def test_a_strict_policy_wants_the_signature_of_the_very_domain(self):
        before = dns_text.text
        dns_text.text = Asking(lambda name: f"v=DKIM1; k=rsa; p={PUBLIC}")
        self.addCleanup(setattr, dns_text, "text", before)
        self.dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; adkim=s")
        raw = signed(mail(Subject="아래"), b"mail.example.com")
        self.assertEqual(self.came(STRANGE, raw=raw)[1], ("fail", "fail", False))

    def test_two_from_fields_confirm_nothing(self):
        raw = b"From: ceo@example.com\r\n" + mail(Subject="둘")
        self.assertEqual(self.came(THEIRS, raw=raw)[1], ("pass", "permerror", False))

    def test_nobody_is_asked_of_mail_that_came_another_way(self):
        self.assertEqual(self.came("")[1], (None, None, None))
        self.assertEqual(self.came("127.0.0.1")[1], (None, None, None))
        with self.settings(SMTP_DIRECT=False):
            self.assertEqual(self.came(STRANGE)[1], (None, None, None))
        self.assertEqual(self.dns.asked, [])
