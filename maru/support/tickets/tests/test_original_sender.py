"""Mail that was passed on: offered to agents, done at once only for a proven colleague (S1, S2)."""

from django.test import override_settings

from maru.records.channels.models import Delivery
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

HTMX = {"HX-Request": "true"}
FORWARDED = (
    "확인 부탁드립니다.\n\n---------- Forwarded message ---------\n"
    "보낸사람: 박바다 <bada@example.net>\nDate: 2026년 11월 26일 (목) 오전 10:00\n"
    "Subject: 배송이 늦어요\nTo: <minsu@partner.example>\n\n\n아직 안 왔어요.\n"
)
OUTSIDER = "민수 <minsu@partner.example>"
BELIEVED = override_settings(AUTHSERV_IDS=["mx.onnuri.example"])


class OriginalSenderTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def forwarded(self, sender=OUTSIDER, text=FORWARDED, **fields):
        return self.mail_in(mail(text, sender=sender, Subject="Fwd: 배송이 늦어요", **fields))

    def path(self, message):
        return f"/tickets/{message.ticket_id}/messages/{message.pk}/original-sender/"

    def requester(self, message):
        return Ticket.objects.get(pk=message.ticket_id).requester.reach

    def test_the_page_names_who_wrote_it_and_offers_them(self):
        message = self.forwarded()
        self.assertEqual(message.original_address, "bada@example.net")
        page = self.client.get(f"/tickets/{message.ticket_id}/").content.decode()
        self.assertIn("<b>박바다</b> bada@example.net", page)
        self.assertIn("원래 보낸 사람을 고객으로", page)
        self.assertIn('<details class="quote" open>', page)

    def test_one_click_and_back_with_an_event_each_and_nothing_sent(self):
        message = self.forwarded()
        done = self.client.post(self.path(message), headers=HTMX)
        self.assertContains(done, "bada@example.net")
        self.assertContains(done, f'hx-delete="{self.path(message)}"')
        self.assertEqual(self.requester(message), "bada@example.net")
        bada = Customer.objects.get(contact_points__value="bada@example.net")
        self.assertEqual(bada.name, "박바다")
        self.client.post(self.path(message), headers=HTMX)  # twice is once
        back = self.client.delete(self.path(message), headers=HTMX)
        self.assertContains(back, "원래 보낸 사람을 고객으로")
        self.assertEqual(self.requester(message), "minsu@partner.example")
        events = Event.of(message.ticket).filter(verb="ticket.requester")
        self.assertEqual([event.actor_id for event in events], [self.jisu.pk] * 2)
        page = self.client.get(f"/tickets/{message.ticket_id}/")
        self.assertContains(page, "민수 → 박바다")
        self.assertFalse(Delivery.objects.exists())

    def test_the_answer_goes_to_them_and_whoever_forwarded_gets_nothing(self):
        message = self.forwarded()
        message.ticket.give_to_original_sender(message, by=self.jisu)
        ticket = Ticket.objects.get(pk=message.ticket_id)
        answer = ticket.reply("곧 보내 드립니다.", by=self.jisu)
        self.assertEqual([a for _n, a in answer.to], ["bada@example.net"])
        self.assertEqual(answer.cc, [])
        named = ticket.participants.get(address="minsu@partner.example")
        self.assertFalse(named.is_admitted)
        self.assertNotIn("확인 부탁", answer.delivery.outgoing["text"])

    def test_their_answer_comes_back_into_the_ticket(self):
        message = self.forwarded()
        message.ticket.give_to_original_sender(message, by=self.jisu)
        ticket = Ticket.objects.get(pk=message.ticket_id)
        answer = ticket.reply("곧 보내 드립니다.", by=self.jisu)
        theirs = self.mail_in(
            mail("네", sender="bada@example.net", In_Reply_To=f"<{answer.message_id}>")
        )
        self.assertEqual((theirs.ticket_id, theirs.warnings), (ticket.pk, []))

    def test_another_change_in_between_is_not_undone(self):
        message = self.forwarded()
        ticket = message.ticket
        ticket.give_to_original_sender(message, by=self.jisu)
        ticket.change("requester", self.kim, by=self.jisu)
        self.assertIs(ticket.give_back_from_original_sender(message, by=self.jisu), False)
        self.assertEqual(self.requester(message), "haneul.kim@example.com")

    def test_nobody_s_word_does_it_alone(self):
        results = "mx.other.example; dmarc=pass header.from=onnuri.example"
        with BELIEVED:
            for number, (sender, fields) in enumerate(
                [
                    (OUTSIDER, {}),
                    (self.jisu.email, {}),  # a forged From of a colleague
                    (self.jisu.email, {"Authentication_Results": results}),  # a server of theirs
                    (OUTSIDER, {"Authentication_Results": self._pass("partner.example")}),
                ]
            ):
                message = self.forwarded(sender, Message_ID=f"<n{number}@x.example>", **fields)
                self.assertNotEqual(self.requester(message), "bada@example.net", sender)

    def _pass(self, domain):
        return f"mx.onnuri.example; dmarc=pass header.from={domain}"

    @BELIEVED
    def test_a_colleague_whose_sender_is_confirmed_does_it_by_forwarding(self):
        proof = self._pass(self.jisu.email.partition("@")[2])
        message = self.forwarded(self.jisu.email, Authentication_Results=proof)
        self.assertEqual(self.requester(message), "bada@example.net")
        event = Event.of(message.ticket).get(verb="ticket.requester")
        self.assertEqual((event.actor_kind, event.cause.verb), ("system", "ticket.opened"))
        self.assertFalse(Delivery.objects.exists())  # no automatic answer to who is only named
        back = self.client.delete(self.path(message), headers=HTMX)
        self.assertEqual(back.status_code, 200)
        self.assertEqual(self.requester(message), self.jisu.email)

    @BELIEVED
    def test_what_a_colleague_forwards_into_a_ticket_changes_nothing_there(self):
        answer = self.ticket.reply("네", by=self.jisu)
        proof = self._pass(self.jisu.email.partition("@")[2])
        message = self.forwarded(
            self.jisu.email, Authentication_Results=proof, In_Reply_To=f"<{answer.message_id}>"
        )
        self.assertEqual(message.ticket_id, self.ticket.pk)
        self.assertEqual(self.requester(message), "haneul.kim@example.com")

    def test_two_forwarded_mails_of_one_subject_are_two_tickets(self):
        first = self.forwarded(Message_ID="<a@x.example>")
        second = self.forwarded(text=FORWARDED.replace("bada", "haru"), Message_ID="<b@x.example>")
        self.assertNotEqual(first.ticket_id, second.ticket_id)

    def test_who_may_not_change_tickets_or_see_this_one_cannot(self):
        message = self.forwarded()
        for member in (self.member("ana", "분석", "analyst"), self.eve):
            self.client.force_login(member)
            self.assertEqual(self.client.post(self.path(message)).status_code, 404)
        self.client.force_login(self.jisu)
        plain = self.mail_in(mail(Subject="그냥", Message_ID="<p@x.example>"))
        self.assertEqual(self.client.post(self.path(plain)).status_code, 404)
        self.assertEqual(self.requester(message), "minsu@partner.example")
