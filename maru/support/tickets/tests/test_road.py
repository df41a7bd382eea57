"""The road of a message, end to end, without a network: in, answered, answered back."""

from email.message import EmailMessage

from maru.records.channels.models import Delivery
from maru.support.tickets.choices import Status, ThreadedBy
from maru.support.tickets.tests.cast import SupportTestCase


def mail(text: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = "김하늘 <haneul.kim@example.com>"
    message["To"] = "support@onnuri.example"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\n", b"\r\n")


class RoadTests(SupportTestCase):
    def test_a_mail_becomes_a_ticket_and_its_answer_comes_back_to_it(self):
        first = self.mail_in(mail("뚜껑이 깨졌어요", Subject="파손", Message_ID="<a1@example.com>"))
        assert first is not None
        ticket = first.ticket
        self.assertEqual((ticket.subject, ticket.requester), ("파손", self.kim))

        answer = ticket.reply("{{customer.name}}님, 죄송합니다.", by=self.jisu, seen=first.pk)
        self.assertEqual(answer.text, "김하늘님, 죄송합니다.")
        outgoing = Delivery.objects.get().content
        self.assertEqual([p.address for p in outgoing.to], ["haneul.kim@example.com"])
        self.assertEqual(outgoing.in_reply_to, "a1@example.com")

        ticket.refresh_from_db()
        ticket.set_status(Status.PENDING, by=self.jisu)
        back = self.mail_in(
            mail("고맙습니다", Subject="Re: 파손", In_Reply_To=f"<{outgoing.message_id}>")
        )
        assert back is not None
        self.assertEqual((back.ticket, back.threaded_by), (ticket, ThreadedBy.TOKEN))
        ticket.refresh_from_db()
        self.assertEqual(ticket.status, Status.OPEN)

    def test_the_same_mail_twice_is_one_message(self):
        raw = mail("한 번만", Subject="두 번 온 메일")
        first, again = self.mail_in(raw), self.mail_in(raw)
        self.assertEqual(first, again)
