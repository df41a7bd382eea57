"""S1, S2, S8 by mail: what somebody outside can cause with what they know."""

from maru.records.channels.dispatch import send_waiting
from maru.records.customers.editing import add_contact_point, remove_contact_point
from maru.support.tickets.composing import requester_address
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import bounce_of, mail

KIM = "haneul.kim@example.com"


class StrangerTests(SupportTestCase):
    def test_a_bounce_to_another_brand_marks_nothing(self):
        sent = self.ticket.reply("보냅니다.", by=self.jisu)
        send_waiting()
        bounce = self.mail_in(bounce_of(sent.delivery), to=self.other_mailbox, mail_from="<>")
        sent.delivery.refresh_from_db()
        self.assertIsNone(sent.delivery.bounced_at)
        self.assertNotEqual(bounce.ticket, self.ticket)

    def test_an_address_taken_away_from_a_customer_gets_no_more_answers(self):
        add_contact_point(self.kim, "email", "old@example.com", by=self.jisu)
        self.mail_in(mail(sender="Old@Example.com", Subject=f"Re: {self.ticket.subject}"))
        self.assertEqual(requester_address(self.ticket), "Old@example.com")
        point = self.kim.contact_points.get(value="old@example.com")
        remove_contact_point(point, by=self.jisu)
        self.assertEqual(requester_address(self.ticket), KIM)
        self.kim.contact_points.all().delete()
        self.assertEqual(requester_address(self.ticket), "")

    def test_who_is_named_by_reply_to_only_is_shown_with_a_warning(self):
        form = mail(sender="no-reply@forms.example", Reply_To=KIM, Subject="Form")
        self.assertEqual(self.mail_in(form).warnings, ["written_for"])
        self.assertEqual(self.mail_in(mail(Subject="Form")).warnings, [])
