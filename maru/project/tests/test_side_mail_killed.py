"""Workers are killed while mail of side conversations leaves and comes back: nothing is lost, and
nothing is said twice in silence (D6)."""

import pytest
from django.urls import reverse

from maru.extensions.email.tests.killing import FAULTS, KillingTestCase
from maru.project.tests.dying_scenes import SCENES
from maru.project.tests.dying_worker import ends_of
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.dispatch import send_again
from maru.records.channels.models import Delivery, Envelope
from maru.support.notifications.models import Notification
from maru.support.sideconversations.inviting import invited_in
from maru.support.sideconversations.models import SideConversation, SideLetter
from maru.support.sideconversations.writing import start
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.support.tickets.tests.mails import mail

VENDOR = "vendor@parts.example"


def ask(case, subject: str) -> SideConversation:
    """Ask the vendor, and the colleague of the warehouse, who gets a mail of their own."""
    invited = invited_in(f"고물류, {VENDOR}", case.ticket, case.jisu)
    return start(case.ticket, invited, subject, "뚜껑만 따로 있나요?", by=case.jisu)


@pytest.mark.both
class SideMailKilledTests(KillingTestCase):
    def test_each_mail_is_taken_once_or_flagged(self):
        self.client.force_login(self.jisu)
        for fault in FAULTS:
            self.relay.heard.clear()
            side = ask(self, fault)
            mails = [side.newest.delivery, SideLetter.objects.latest("id").delivery]
            self.relay.plan = [fault]
            self.work()
            self.settle()
            self.relay.plan = []
            copies = self.copies()
            states = {each.message_id: self.state(each) for each in mails}
            with self.subTest(fault):
                for name, state in states.items():
                    self.assertLessEqual(copies[name], 1)
                    self.assertIn(state, {DeliveryState.SENT, DeliveryState.UNKNOWN})
                    self.assertTrue(copies[name] or state == DeliveryState.UNKNOWN)
                # Whoever hangs up after the end mark may have taken it, or not.
                is_unsure = DeliveryState.UNKNOWN in states.values()
                self.assertTrue(is_unsure or fault != "drop at end")
                # The bell told the colleague whatever became of their mail.
                told = Notification.objects.filter(event__after__side=side.pk)
                self.assertEqual([each.member for each in told], [self.cole])
            self.send_again_what_is_unsure(side, mails)

    def send_again_what_is_unsure(self, side, mails):
        if self.state(mails[0]) == DeliveryState.UNKNOWN:
            page = self.client.get(reverse("sideconversations:show", args=[side.pk]))
            again = reverse("sideconversations:sending", args=[side.pk, side.newest.pk])
            self.assertContains(page, f'hx-post="{again}"')
            self.client.post(again)
        for each in mails:
            send_again(each, by=self.jisu)
        self.work()
        self.assertEqual({self.state(each) for each in mails}, {DeliveryState.SENT})
        self.assertLessEqual(set(self.copies()), {each.message_id for each in mails})


@pytest.mark.both
class AnswerKilledTests(LiveSupportTestCase):
    def test_an_answer_comes_once_and_opens_no_ticket(self):
        side = ask(self, "뚜껑 재고")
        Delivery.objects.update(state=DeliveryState.SENT)
        name = side.newest.message_id
        raw = mail("내일 보냅니다", sender=VENDOR, Subject="Re: 뚜껑 재고", In_Reply_To=f"<{name}>")
        accept([Letter(raw, (self.mailbox.pk,))])
        points = SCENES["answering"].points
        self.assertEqual(ends_of("answering", *points, ""), [-9] * len(points) + [0])
        said = side.messages.exclude(envelope=None).values_list("text", flat=True)
        self.assertEqual([text.strip() for text in said], ["내일 보냅니다"])
        self.assertEqual(Envelope.objects.get().state, "opened")
        self.assertEqual(Ticket.objects.count(), 1)
