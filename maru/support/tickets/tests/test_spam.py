"""Spam: hidden everywhere but in its own view, and back in one step."""

from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

HTMX = {"HX-Request": "true"}


class SpamTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.path = f"/tickets/{self.ticket.pk}/spam/"

    def test_marking_and_back_each_offer_the_other(self):
        marked = self.client.post(self.path, headers=HTMX)
        self.assertContains(marked, f'hx-delete="{self.path}"')
        self.assertContains(marked, "스팸으로 옮겼습니다.")
        self.assertTrue(Ticket.objects.get(pk=self.ticket.pk).is_spam)
        back = self.client.delete(self.path, headers=HTMX)
        self.assertContains(back, f'hx-post="{self.path}"')
        self.assertFalse(Ticket.objects.get(pk=self.ticket.pk).is_spam)
        told = Event.of(self.ticket).filter(verb="ticket.spam").values_list("before", "after")
        self.assertEqual(list(told), [(False, True), (True, False)])

    def test_twice_leaves_one_event(self):
        self.assertIs(self.ticket.mark_as_spam(by=self.jisu), True)
        self.assertIs(Ticket.objects.get(pk=self.ticket.pk).mark_as_spam(by=self.jisu), False)
        self.assertEqual(Event.of(self.ticket).filter(verb="ticket.spam").count(), 1)

    def test_what_is_said_in_it_stays_spam_and_is_not_answered(self):
        raw = mail("사세요", sender="spam@bad.example", Message_ID="<one@bad.example>")
        first = self.mail_in(raw)
        first.ticket.mark_as_spam(by=self.jisu)
        again = self.mail_in(
            mail("또 사세요", sender="spam@bad.example", In_Reply_To="<one@bad.example>")
        )
        self.assertEqual(again.ticket, first.ticket)
        self.assertTrue(again.ticket.is_spam)

    def test_who_answers_it_takes_it_out(self):
        self.ticket.mark_as_spam(by=self.jisu)
        self.ticket.reply("진짜 고객이었네요.", by=self.jisu)
        self.assertFalse(Ticket.objects.get(pk=self.ticket.pk).is_spam)

    def test_an_analyst_cannot(self):
        self.client.force_login(self.member("ana", "분석", "analyst"))
        self.assertEqual(self.client.post(self.path).status_code, 404)
        self.assertFalse(Ticket.objects.get(pk=self.ticket.pk).is_spam)
