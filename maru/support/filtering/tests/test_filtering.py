"""Filters, blocked senders and other servers' verdicts, from the mail to the ticket."""

from django.test import override_settings

from maru.kit.conditions import Asking, BadCondition
from maru.records.channels.incoming import Incoming, Party
from maru.staff.journal.models import Event
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.filtering.blocked_sender import Unblockable
from maru.support.filtering.mail import VOCABULARY, Mail
from maru.support.filtering.models import BlockedSender, Filter
from maru.support.filtering.upstream import spam_said
from maru.support.tickets.choices import Priority
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

ADVERTISING = {"all": [{"field": "subject", "op": "contains", "value": "(광고)"}]}


def asked(field, op, value=None):
    return {"field": field, "op": op, **({} if value is None else {"value": value})}


class FilterTests(SupportTestCase):
    def filter(self, conditions=ADVERTISING, **does):
        each = Filter(name=does.pop("name", "광고"), conditions=conditions, **does)
        each.put_last()
        each.save()
        return each

    def test_a_filter_puts_a_mail_among_the_spam_and_says_so(self):
        Wording.objects.create(brand=self.onnuri, is_on=True)
        self.filter(to_spam=True)
        message = self.mail_in(mail(Subject="(광고) 대출"))
        self.assertTrue(message.ticket.is_spam)
        self.assertEqual(AutoAnswer.objects.count(), 0)
        told = Event.of(message.ticket).get(verb="ticket.filtered")
        self.assertEqual(told.after["name"], "광고")
        self.client.force_login(self.jisu)
        page = self.client.get(f"/tickets/{message.ticket_id}/")
        self.assertContains(page, "필터 ‘광고’가 스팸으로 보냈습니다")
        self.client.delete(f"/tickets/{message.ticket_id}/spam/")
        message.ticket.refresh_from_db()
        self.assertFalse(message.ticket.is_spam)

    def test_no_filter_hears_a_header_of_our_own_kind(self):
        """S19: whoever knows how Maru names its own could otherwise steer a filter with it."""
        self.filter({"all": [asked("header:X-Maru-Priority", "contains", "high")]}, to_spam=True)
        self.filter({"all": [asked("header:X-Other", "contains", "high")]}, tags=["heard"])
        ticket = self.mail_in(
            mail(X_Maru_Priority="high", x_maru_ticket="1", X_Other="high")
        ).ticket
        self.assertFalse(ticket.is_spam)
        self.assertEqual([tag.name for tag in ticket.tags.all()], ["heard"])

    def test_a_filter_sorts_and_what_an_earlier_one_chose_stays(self):
        self.filter(tags=["광고"], priority=Priority.LOW)
        self.filter(name="둘째", tags=["대출"], team=self.secret_team, priority=Priority.HIGH)
        ticket = self.mail_in(mail(Subject="(광고) 대출")).ticket
        self.assertEqual({tag.name for tag in ticket.tags.all()}, {"광고", "대출"})
        self.assertEqual((ticket.priority, ticket.team), (Priority.LOW, self.secret_team))

    def test_only_its_brand_while_on_and_never_within_a_ticket(self):
        each = self.filter(to_spam=True, brand=self.haneul)
        first = self.mail_in(mail(Subject="(광고)", Message_ID="<a@example.com>"))
        self.assertFalse(first.ticket.is_spam)
        Filter.objects.filter(pk=each.pk).update(brand=None)
        within = self.mail_in(mail(Subject="(광고)", In_Reply_To="<a@example.com>"))
        self.assertEqual((within.ticket, within.findings), (first.ticket, []))
        Filter.objects.update(is_on=False)
        self.assertFalse(self.mail_in(mail("다른", Subject="(광고) 새")).ticket.is_spam)

    def test_conditions_that_cannot_be_read_any_more_stop_no_mail(self):
        self.filter({"all": [asked("gone", "is", "x")]}, to_spam=True)
        self.assertFalse(self.mail_in(mail(Subject="(광고)")).ticket.is_spam)

    def test_any_header_can_be_asked_but_our_own(self):
        self.filter({"all": [asked("header:X-Mailer", "contains", "bulk")]}, to_spam=True)
        self.assertTrue(self.mail_in(mail(Subject="하나", X_Mailer="Bulk 2")).ticket.is_spam)
        self.assertFalse(self.mail_in(mail("둘", Subject="둘")).ticket.is_spam)

    def test_the_fields_of_a_mail(self):
        row = Mail(
            Incoming(
                sender=Party("Kim@Sub.Example.com", "김"), to=[Party("a@b.kr")], automatic="list",
                authentication={"dmarc": "fail"}, fields=[("list-id", "<x>")],
            )
        )  # fmt: skip
        for test in [
            asked("sender_domain", "ends", "example.com"),
            asked("recipients", "contains", "a@b.kr"),
            asked("has_attachment", "is", False),
            asked("automatic", "in", ["list", "bounce"]),
            asked("dmarc", "is", "fail"),
            asked("header:List-ID", "is", "<x>"),
        ]:
            self.assertTrue(VOCABULARY.holds(VOCABULARY.read(test), row, Asking()), test)
        for bad in [asked("header:", "is", "x"), asked("dmarc", "is", "maybe")]:
            self.assertRaises(BadCondition, VOCABULARY.read, bad)


class BlockedTests(SupportTestCase):
    def test_a_blocked_domain_goes_to_the_spam_even_as_an_answer(self):
        raw = mail(sender="a@mail.bad.example", Subject="전", Message_ID="<b@bad.example>")
        before = self.mail_in(raw)
        BlockedSender.block("@Bad.example", brand=self.onnuri, by=self.jisu)
        after = self.mail_in(
            mail("또", sender="a@mail.bad.example", Subject="전", In_Reply_To="<b@bad.example>")
        )
        self.assertNotEqual(after.ticket, before.ticket)
        self.assertTrue(after.ticket.is_spam)
        elsewhere = self.mail_in(mail("또", sender="a@mail.bad.example"), to=self.other_mailbox)
        self.assertFalse(elsewhere.ticket.is_spam)

    def test_blocking_twice_is_once_and_unblocking_lets_in(self):
        blocked = BlockedSender.block("a@bad.example", brand=self.onnuri, by=self.jisu)
        again = BlockedSender.block(" A@bad.example ", brand=self.onnuri, by=self.jisu)
        self.assertEqual(again, blocked)
        self.assertEqual(Event.of(blocked).count(), 1)
        blocked.unblock(by=self.jisu)
        self.assertFalse(self.mail_in(mail(sender="a@bad.example")).ticket.is_spam)

    def test_shared_domains_our_own_mailbox_and_nonsense_are_refused(self):
        for value in ("naver.com", "co.kr", self.mailbox.address, "nonsense", "a b@c.kr", ""):
            with self.assertRaises(Unblockable, msg=value):
                BlockedSender.block(value, brand=self.onnuri, by=self.jisu)

    def test_from_the_ticket_and_back(self):
        self.client.force_login(self.jisu)
        ticket = self.mail_in(mail(sender="a@bad.example")).ticket
        self.client.post(f"/tickets/{ticket.pk}/spam/")
        path = f"/tickets/{ticket.pk}/blocking/"
        htmx = {"HX-Request": "true"}
        answer = self.client.post(path, {"what": "domain"}, headers=htmx)
        self.assertContains(answer, "bad.example")
        self.assertTrue(BlockedSender.objects.filter(value="bad.example").exists())
        self.client.delete(f"{path}?value=bad.example", headers=htmx)
        self.assertFalse(BlockedSender.objects.exists())


class UpstreamTests(SupportTestCase):
    def test_what_is_read(self):
        for name, value in [
            ("X-Spam-Flag", "YES"), ("X-Spam-Status", "Yes, score=9.1 required=5.0"),
            ("X-MS-Exchange-Organization-SCL", "6"), ("X-Spam", "Yes"),
            ("X-Forefront-Antispam-Report", "CIP:1.2.3.4;SCL:9;SFV:SPM;"),
        ]:  # fmt: skip
            self.assertTrue(spam_said([(name, value)]), name)
        for name, value in [
            ("X-Spam-Flag", "NO"), ("X-Spam-Status", "No, score=1"), ("Subject", "YES"),
            ("X-MS-Exchange-Organization-SCL", "-1"), ("X-Forefront-Antispam-Report", "SCL:1;"),
        ]:  # fmt: skip
            self.assertFalse(spam_said([(name, value)]), name)

    def test_it_is_shown_but_believed_only_when_told_to(self):
        shown = self.mail_in(mail(X_Spam_Flag="YES"))
        self.assertFalse(shown.ticket.is_spam)
        self.assertEqual(shown.findings[0]["by"], "upstream")
        with override_settings(TRUST_SPAM_HEADERS=True):
            self.assertTrue(self.mail_in(mail("둘", X_Spam_Flag="YES")).ticket.is_spam)


@override_settings(AUTHSERV_IDS={"mx.onnuri.example"})
class AuthenticationTests(SupportTestCase):
    def came(self, results, **fields):
        return self.mail_in(mail(Authentication_Results=results, **fields))

    def test_a_forged_sender_is_warned_of_and_not_answered(self):
        Wording.objects.create(brand=self.onnuri, is_on=True)
        message = self.came("mx.onnuri.example; spf=fail; dmarc=fail header.from=example.com")
        self.assertIn("spoofed", message.warnings)
        self.assertEqual(AutoAnswer.objects.count(), 0)
        self.client.force_login(self.jisu)
        self.assertContains(self.client.get(f"/tickets/{message.ticket_id}/"), "위조로 보임")

    def test_confirmed_only_for_the_domain_in_from(self):
        good = self.came("mx.onnuri.example; dkim=pass; dmarc=pass header.from=example.com")
        self.assertIs(good.findings[0]["verified"], True)
        other = self.came(
            "mx.onnuri.example; dmarc=pass header.from=other.example", Subject="다른 도메인"
        )
        self.assertIs(other.findings[0]["verified"], False)

    def test_other_servers_are_not_believed(self):
        for number, results in enumerate(
            ["evil.example; dmarc=pass", "", "mx.onnuri.example.evil; dmarc=fail"]
        ):
            message = self.came(results, Subject=str(number))
            self.assertEqual((message.findings, message.warnings), ([], []))
