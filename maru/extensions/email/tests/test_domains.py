"""The delivery check against a real name server: what is there, what is not, what is broken."""

import time
from unittest.mock import patch

from django.utils import timezone, translation

from maru.extensions.email.domains import records
from maru.extensions.email.domains.checking import check, check_due_domains
from maru.extensions.email.domains.findings import WORDS, in_words
from maru.extensions.email.models import DkimKey, Relay, SendingDomain
from maru.extensions.email.tests.name_server import name_server
from maru.records.channels.models import Channel
from maru.support.tickets.tests.cast import SupportTestCase

US = "onnuri.example"
RELAY = "smtp.onnuri.example"


class DomainTestCase(SupportTestCase):
    def setUp(self) -> None:
        self.dns = self.enterContext(name_server())
        self.enterContext(self.settings(DNS_SERVERS=[("127.0.0.1", self.dns.port)]))
        self.dns.zone[US, "MX"] = [f"10 mx.{US}."]
        self.dns.zone[RELAY, "A"] = ["93.184.216.34"]
        self.dns.txt(US, "v=spf1 ip4:93.184.216.0/24 -all")
        self.dns.txt(f"_dmarc.{US}", "v=DMARC1; p=none")
        Relay.objects.create(brand=self.onnuri, host=RELAY)
        self.domain = SendingDomain.objects.create(name=US)

    def found(self, part: str = "") -> list[str]:
        check(self.domain)
        self.domain.refresh_from_db()
        with translation.override("ko"):
            for finding in self.domain.findings:
                self.assertTrue(in_words(finding))
                self.assertIn(finding["code"], WORDS)
        codes = [finding["code"] for finding in self.domain.findings]
        return [code for code in codes if code.startswith(f"{part}.")] if part else codes

    def record(self, code: str) -> str:
        return next(f["record"]["value"] for f in self.domain.findings if f["code"] == code)


class WholeTests(DomainTestCase):
    def test_what_is_right_is_called_right(self):
        codes = ["whole.proven", "mx.ok", "spf.covers", "dkim.none", "dmarc.watch"]
        self.assertEqual(self.found(), codes)
        self.assertLess(timezone.now() - self.domain.checked_at, timezone.timedelta(seconds=10))

    def test_an_empty_dns_is_told_with_the_records_to_add(self):
        self.dns.zone = {(RELAY, "A"): ["93.184.216.34"]}
        Channel.objects.filter(pk=self.mailbox.pk).update(address="support@onnuri.kr")
        self.domain = SendingDomain.objects.create(name="onnuri.kr")
        codes = ["whole.unproven", "mx.none", "spf.none", "dkim.none", "dmarc.none"]
        self.assertEqual(self.found(), codes)
        self.assertEqual(self.record("spf.none"), f"v=spf1 a:{RELAY} ~all")
        self.assertEqual(self.record("dmarc.none"), "v=DMARC1; p=none")

    def test_a_name_for_examples_is_not_called_wrong(self):
        self.dns.zone = {}
        self.assertEqual(self.found(), ["whole.made_up"])
        self.assertEqual(self.domain.verdict, "unknown")
        self.dns.zone[US, "MX"] = [f"10 mx.{US}."]  # somebody's own DNS holds it after all
        self.assertIn("mx.ok", self.found())

    def test_a_strict_policy_without_proof_is_the_worst(self):
        self.dns.txt(US, "v=spf1 mx -all")
        self.dns.txt(f"_dmarc.{US}", "v=DMARC1; p=reject")
        self.assertEqual(self.found("whole"), ["whole.refused"])
        self.assertEqual(self.domain.verdict, "bad")

    def test_without_a_mail_server_nothing_leaves(self):
        Relay.objects.all().delete()
        with self.settings(MAIL_OUT=""):
            self.assertEqual(self.found("whole"), ["whole.kept"])

    def test_a_dead_dns_is_waited_for_a_bounded_time_and_blamed_on_nobody(self):
        for name in (US, RELAY, f"_dmarc.{US}", "_dmarc.example", f"mx.{US}"):
            self.dns.faults[name] = "silent"
        began = time.monotonic()
        with patch.object(records, "PATIENCE", 0.3):
            codes = ["whole.unknown", "mx.unanswered", "spf.unanswered", "dkim.none",
                     "dmarc.unanswered"]  # fmt: skip
            self.assertEqual(self.found(), codes)
        self.assertLess(time.monotonic() - began, 8)

    def test_servfail_is_no_answer(self):
        self.dns.faults[US] = "servfail"
        self.assertEqual(self.found("mx") + self.found("spf"), ["mx.unanswered", "spf.unanswered"])

    def test_null_mx(self):
        self.dns.zone[US, "MX"] = ["0 ."]
        self.assertEqual(self.found("mx"), ["mx.null"])

    def test_the_sweep_finds_the_domains_of_our_addresses_and_looks_once_a_day(self):
        with patch.object(records, "PATIENCE", 0.5):
            check_due_domains()
        self.assertEqual(
            set(SendingDomain.objects.values_list("name", flat=True)), {US, "haneul.example"}
        )
        self.assertFalse(SendingDomain.objects.filter(checked_at=None).exists())
        self.dns.asked.clear()
        self.assertEqual(check_due_domains(), 0)


class SpfTests(DomainTestCase):
    def spf(self, *texts: str) -> str:
        self.dns.txt(US, *texts)
        (code,) = self.found("spf")
        return code

    def test_each_fault_has_its_word(self):
        self.dns.txt("empty.example", "something else")
        self.dns.txt("two.example", "v=spf1 -all", "v=spf1 ~all")
        self.dns.faults["silent.example"] = "servfail"
        for text, code in [
            ("v=spf1 mx ip5:1.2.3.4 -all", "spf.syntax"),
            ("v=spf1 ip4:300.1.1.1 -all", "spf.syntax"),
            ("v=spf1 include:empty.example -all", "spf.include_missing"),
            ("v=spf1 include:two.example -all", "spf.include_two"),
            ("v=spf1 include:silent.example -all", "spf.include_unanswered"),
            ("v=spf1 +all", "spf.everybody"),
            ("v=spf1 ip4:93.184.216.34", "spf.no_all"),
            ("v=spf1 ip4:192.0.2.1 -all", "spf.not_covered"),
            ("v=spf1 include:%{d}.x.example a:smtp.onnuri.example -all", "spf.covers"),
        ]:
            with self.subTest(text):
                self.assertEqual(self.spf(text), code)

    def test_two_records_are_none(self):
        self.assertEqual(self.spf("v=spf1 a -all", "v=spf1 mx -all"), "spf.two_records")
        self.assertIn("2", in_words(self.domain.findings[2]))

    def test_ten_questions_are_allowed_and_eleven_are_not(self):
        for number in range(11):
            self.dns.txt(f"{number}.spf.example", f"v=spf1 ip4:192.0.2.{number} -all")
        includes = [f"include:{number}.spf.example" for number in range(11)]
        ten = " ".join(includes[:10])
        self.assertEqual(self.spf(f"v=spf1 ip4:93.184.216.34 {ten} -all"), "spf.covers")
        eleven = " ".join(includes)
        self.assertEqual(self.spf(f"v=spf1 ip4:93.184.216.34 {eleven} -all"), "spf.too_many")

    def test_a_circle_ends(self):
        self.dns.txt("a.example", "v=spf1 include:b.example -all")
        self.dns.txt("b.example", "v=spf1 include:a.example -all")
        self.assertEqual(self.spf("v=spf1 include:a.example -all"), "spf.too_many")

    def test_redirect_and_nested_includes_are_followed(self):
        self.dns.txt("r.example", "v=spf1 include:deep.example ~all")
        self.dns.txt("deep.example", "v=spf1 a:smtp.onnuri.example/24 -all")
        self.assertEqual(self.spf("v=spf1 redirect=r.example"), "spf.covers")

    def test_the_mended_record_keeps_what_is_there(self):
        self.assertEqual(self.spf("v=spf1 include:old.example ~all"), "spf.include_missing")
        self.dns.txt("old.example", "v=spf1 ip4:192.0.2.0/24 -all")
        self.assertEqual(self.spf("v=spf1 include:old.example ~all"), "spf.not_covered")
        mended = f"v=spf1 include:old.example a:{RELAY} ~all"
        self.assertEqual(self.record("spf.not_covered"), mended)
        self.assertEqual(self.spf(mended), "spf.covers")

    def test_a_provider_is_recognised_by_its_include(self):
        Relay.objects.update(host="smtp.gmail.com")
        self.dns.txt("_spf.google.com", "v=spf1 ip4:192.0.2.0/24 ~all")
        self.assertEqual(self.spf("v=spf1 mx ~all"), "spf.not_covered")
        mended = "v=spf1 mx include:_spf.google.com ~all"
        self.assertEqual(self.record("spf.not_covered"), mended)
        self.assertEqual(self.spf(mended), "spf.covers")

    def test_a_server_whose_address_nobody_can_see_is_not_judged(self):
        self.dns.zone[RELAY, "A"] = ["10.0.0.5"]
        self.assertEqual(self.spf("v=spf1 mx ~all"), "spf.elsewhere")


class DmarcTests(DomainTestCase):
    def dmarc(self, *texts: str, at: str = f"_dmarc.{US}") -> str:
        self.dns.txt(at, *texts)
        (code,) = self.found("dmarc")
        return code

    def test_each_policy_has_its_word(self):
        for text, code in [
            ("v=DMARC1; p=quarantine; rua=mailto:a@onnuri.example", "dmarc.quarantine"),
            ("v=DMARC1;p=reject", "dmarc.reject"),
            ("v=DMARC1; p=perhaps", "dmarc.policy"),
            ("v=DMARC1", "dmarc.policy"),
        ]:
            with self.subTest(text):
                self.assertEqual(self.dmarc(text), code)
        self.assertEqual(self.dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject"), "dmarc.two_records")

    def test_the_policy_of_the_domain_above_holds(self):
        self.domain.name = f"help.{US}"
        self.domain.save()
        self.assertEqual(self.dmarc("v=DMARC1; p=reject; sp=quarantine"), "dmarc.quarantine")


class DkimKeyTests(DomainTestCase):
    def test_a_key_is_told_missing_other_or_right(self):
        key = DkimKey.make(self.domain, "rsa")
        self.assertEqual(self.found("dkim"), ["dkim.missing"])
        self.assertEqual(self.record("dkim.missing"), key.record)
        self.dns.txt(key.name, "v=DKIM1; k=rsa; p=QUJD")
        self.assertEqual(self.found("dkim"), ["dkim.other"])
        self.dns.txt(key.name, key.record, "v=DKIM1; p=QUJD")
        self.assertEqual(self.found("dkim"), ["dkim.other"])
        self.dns.txt(key.name, key.record)
        self.assertEqual(self.found("dkim"), ["dkim.right"])
        key.refresh_from_db()
        self.assertTrue(key.signs)

    def test_a_silent_dns_takes_a_key_back_from_nobody(self):
        key = DkimKey.make(self.domain, "ed25519")
        self.dns.txt(key.name, key.record)
        self.found()
        self.dns.faults[key.name] = "servfail"
        self.assertEqual(self.found("dkim"), ["dkim.unanswered"])
        key.refresh_from_db()
        self.assertTrue(key.signs)
        del self.dns.faults[key.name]
        self.dns.zone.pop((key.name, "TXT"))
        self.assertEqual(self.found("dkim"), ["dkim.missing"])
        key.refresh_from_db()
        self.assertFalse(key.signs)

    def test_the_private_half_is_sealed(self):
        key = DkimKey.make(self.domain, "rsa")
        self.assertNotIn("PRIVATE KEY", key.sealed_private)
