"""DKIM by ourselves, with a DNS that the test brings."""

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import override_settings

from maru.extensions.email import dns_text, signature
from maru.extensions.email.dns_text import Asking, Unanswered
from maru.kit.mailparse.tests.mails import corpora
from maru.kit.mailparse.tests.test_corpora import every_mail
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
PUBLIC = "".join(
    KEY.public_key()
    .public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    .decode()
    .splitlines()[1:-1]
)  # fmt: skip


def signed(raw: bytes, domain: bytes = b"example.com", **options) -> bytes:
    return dkim.sign(raw, b"s1", domain, PRIVATE, include_headers=[b"from"], **options) + raw


@override_settings(CHECK_DKIM=True)
class DkimTests(SupportTestCase):
    def setUp(self) -> None:
        self.asked = []
        self.answer = f"v=DKIM1; k=rsa; p={PUBLIC}"
        before, dns_text.text = dns_text.text, Asking(self._ask)
        self.addCleanup(setattr, dns_text, "text", before)

    def _ask(self, name):
        self.asked.append(name)
        if self.answer is Unanswered:
            raise Unanswered(name)
        return self.answer

    def came(self, raw):
        findings = self.mail_in(raw).findings
        return (findings[0]["dkim"], findings[0]["verified"]) if findings else None

    def test_who_signed_for_the_domain_in_from_is_confirmed(self):
        self.assertEqual(self.came(signed(mail(Subject="하나"))), ("pass", True))
        self.assertEqual(self.asked, ["s1._domainkey.example.com"])

    def test_a_changed_mail_a_stranger_s_signature_and_half_a_mail_confirm_nothing(self):
        raw = signed(mail("원래 글", Subject="하나"))
        changed = raw.replace(b"example.com>\r\nTo", b"example.net>\r\nTo")
        self.assertEqual(self.came(changed), ("fail", False))
        other = signed(mail(Subject="둘"), b"bad.example")
        self.assertEqual(self.came(other), ("pass", False))
        half = signed(mail(Subject="셋"), length=True)
        self.assertEqual(self.came(half), ("policy", False))
        twice = b"From: ceo@example.com\r\n" + signed(mail(Subject="넷"))
        self.assertNotEqual(self.came(twice), ("pass", True))

    def test_no_key_is_a_failure_and_no_answer_is_not_known(self):
        self.answer = None
        self.assertEqual(self.came(signed(mail(Subject="하나"))), ("fail", False))
        self.answer = Unanswered
        self.assertEqual(self.came(signed(mail(Subject="둘"))), ("temperror", False))
        count = len(self.asked)
        self.assertEqual(self.came(signed(mail(Subject="셋"))), ("temperror", False))
        self.assertEqual(len(self.asked), count)  # a dead DNS is left alone for a while

    def test_without_a_signature_nobody_is_asked(self):
        self.assertIsNone(self.came(mail()))
        self.assertEqual(self.asked, [])

    def test_a_signed_mail_whose_header_has_a_line_that_is_none_still_comes_in(self):
        for number, broken in enumerate([b"   \r\n", b"no field at all\r\n", b"\xff: x\r\n"]):
            raw = broken + signed(mail("원래 글", Subject=f"{number}"))
            self.assertIn("원래 글", self.mail_in(raw).text, broken)

    def test_broken_signatures_break_nothing(self):
        for number, value in enumerate(["", "v=1", "v=1; a=rsa-sha256; b=!; d=; s=", "b=" * 5000]):
            raw = b"DKIM-Signature: " + value.encode() + b"\r\n" + mail(Subject=str(number))
            self.assertEqual(self.came(raw), ("fail", False), value)


def test_sisters_do_not_speak_for_each_other():
    speaks = signature.speaks_for
    assert speaks("example.com", "example.com")
    assert speaks("example.com", "mail.example.com")
    assert speaks("mail.example.com", "example.com")
    assert not speaks("a.example.com", "b.example.com")
    assert not speaks("com", "example.com")
    assert not speaks("notexample.com", "example.com")


def test_the_example_of_rfc_8463_is_signed_twice(monkeypatch):
    """Its keys stand in the RFC, appendix A.2."""
    keys = {
        "brisbane": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "test": "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6"
        "Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMK"
        "rM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
    }
    monkeypatch.setattr(dns_text, "text", lambda name: keys.get(name.partition(".")[0]))
    raw = (corpora() / "mimekit-dkim" / "rfc8463-example.msg").read_bytes()
    raw = raw.replace(b"\n", b"\r\n")
    assert signature.signed_by(raw, 2) == ("pass", ["football.example.com"] * 2)
    forged = raw.replace(b"hungry", b"angry")
    assert signature.signed_by(forged, 2) == ("fail", [])


@pytest.mark.corpora
def test_no_real_mail_breaks_the_check(monkeypatch):
    """Each as if it were signed: dkimpy is asked even where its mark is missing."""
    monkeypatch.setattr(dns_text, "text", lambda name: None)
    results = {signature.signed_by(raw, 1)[0] for _name, raw in every_mail()}
    assert results <= {"fail", "none"}
