"""S1, S2, S8 by mail: what somebody outside can cause with what they know."""

from maru.records.channels.dispatch import send_waiting
from maru.records.channels.incoming import Incoming, Party
from maru.records.channels.models import Delivery, Envelope
from maru.records.channels.reception import Arrival
from maru.records.customers.editing import add_contact_point, remove_contact_point
from maru.records.customers.models import Customer
from maru.staff.members.models import Member
from maru.support.tickets.arriving import waves
from maru.support.tickets.composing import Unreachable, requester_address
from maru.support.tickets.models import Message, Ticket
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

    def test_our_own_address_in_from_is_a_warning_and_no_customer(self):
        for number, address in enumerate(["Support@onnuri.example", "support+x@onnuri.example"]):
            message = self.mail_in(mail(sender=f"온누리 <{address}>", Subject=f"Loop {number}"))
            self.assertEqual(message.warnings, ["own_address"])
            self.assertEqual((message.customer, message.ticket.requester), (None, None))
            with self.assertRaises(Unreachable):
                message.ticket.reply("누구세요?", by=self.jisu)
        self.assertEqual(Customer.objects.count(), 1)
        self.assertFalse(Delivery.objects.exists())

    def test_addresses_longer_than_any_mail_carries_keep_none_from_coming_in(self):
        domain = ".".join(["a" * 60] * 4)
        long = f"{'x' * 64}@{domain}"
        for fields in ({"To": f"{long}, near@example.com"}, {"Cc": long}, {"Reply_To": long}):
            message = self.mail_in(mail(Subject=f"Long {len(fields)}{list(fields)}", **fields))
            self.assertIsNotNone(message, fields)
            named = message.ticket.participants.values_list("address", flat=True)
            self.assertNotIn(long, named)
        self.assertIsNotNone(self.mail_in(mail(sender=long, Subject="Long sender")))

    def test_another_mailbox_of_ours_in_from_is_told_too(self):
        message = self.mail_in(mail(sender="help@haneul.example", Reply_To="help@haneul.example"))
        self.assertEqual((message.warnings, message.customer), (["own_address"], None))

    def test_nothing_may_answer_ourselves_by_itself(self):
        for given, may in [("support@onnuri.example", False), (KIM, True)]:
            incoming = Incoming(Party(given), subject="x")
            envelope = Envelope(channel=self.mailbox)
            [[one]] = waves([Arrival(envelope, incoming)], ours={"support@onnuri.example"})
            self.assertIs(one.incoming.may_answer, may)

    def test_a_form_that_writes_in_our_name_is_from_whom_it_names(self):
        form = mail(sender="support@onnuri.example", Reply_To=KIM, Subject="Form")
        message = self.mail_in(form)
        self.assertEqual(message.customer, self.kim)
        self.assertEqual(message.warnings, ["own_address", "written_for"])

    def test_a_private_teams_ticket_is_not_seen_by_who_followed_it_before(self):
        for somebody in (self.jisu, self.cole):
            self.ticket.follow(somebody, by=self.jisu)
        self.ticket.assign(self.jisu, by=self.jisu)
        self.assertIn(self.ticket, Ticket.objects.visible_to(self.cole))
        self.ticket.hand_to(self.secret_team, by=self.sora)
        for somebody in (self.jisu, self.cole):
            self.assertNotIn(self.ticket, Ticket.objects.visible_to(somebody))
            self.assertFalse(Message.objects.visible_to(somebody).exists())
            self.client.force_login(somebody)
            self.assertEqual(self.client.get(f"/tickets/{self.ticket.pk}/").status_code, 404)

    def test_only_members_of_a_private_team_are_asked_about_its_tickets(self):
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.client.force_login(self.sora)
        for fact in ("followers", "assignee"):
            answer = self.client.post(
                f"/tickets/{self.ticket.pk}/{fact}/",
                {"value": self.cole.pk},
                headers={"HX-Request": "true"},
            )
            self.assertEqual(answer.status_code, 422)
        self.secret_team.members.add(self.cole)
        self.client.post(f"/tickets/{self.ticket.pk}/followers/", {"value": self.cole.pk})
        known = Member.objects.get(pk=self.cole.pk)
        self.assertIn(self.ticket, Ticket.objects.visible_to(known))
