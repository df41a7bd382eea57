from email import message_from_bytes
from email.policy import default

from maru.records.channels.delivery import DeliveryState
from maru.records.channels.models import Delivery
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.passes import pass_to
from maru.support.tickets.tests.cast import SupportTestCase


class MailboxTests(SupportTestCase):
    def setUp(self) -> None:
        self.answer = self.ticket.reply("{{customer.name}}님, 새 뚜껑을 보냈습니다.", by=self.jisu)
        assert self.answer.delivery
        self.delivery = self.answer.delivery
        self.address = f"/console/mailbox/{self.delivery.pk}/"
        self.client.force_login(self.minho)

    def became(self, state: str, **fields: str) -> None:
        Delivery.objects.filter(pk=self.delivery.pk).update(state=state, **fields)

    def test_the_list_shows_what_went_out(self):
        page = self.client.get("/console/mailbox/")
        self.assertContains(page, self.address)
        self.assertContains(page, "haneul.kim@example.com")
        self.assertEqual(AccessRecord.objects.get().customers, [self.kim.pk])

    def test_a_state_narrows_and_an_unknown_one_shows_all(self):
        self.assertNotContains(self.client.get("/console/mailbox/?state=failed"), self.address)
        for odd in ("?state=lost", "?cursor=x", "?state=%00"):
            self.assertContains(self.client.get("/console/mailbox/" + odd), self.address)

    def test_it_reads_as_the_customer_reads_it(self):
        page = self.client.get(self.address)
        self.assertContains(page, "김하늘님, 새 뚜껑을 보냈습니다.")
        self.assertContains(page, f"/tickets/{self.ticket.number}/")

    def test_what_was_kept_here_says_so_and_leads_to_the_relay(self):
        self.became(DeliveryState.SENT, via="mailbox")
        self.assertContains(self.client.get("/console/mailbox/"), "보냄 · 여기에 둠")
        relay = f"/console/brands/{self.onnuri.pk}/relay/"
        self.assertNotContains(self.client.get(self.address), relay)
        self.client.force_login(self.sora)
        self.assertContains(self.client.get(self.address), relay)

    def test_a_failed_mail_is_sent_again_once(self):
        self.became(DeliveryState.FAILED, error="550 no such user")
        self.assertContains(self.client.get(self.address), "550 no such user")
        for _ in range(2):
            self.client.post(self.address + "repetitions/")
        self.delivery.refresh_from_db()
        self.assertEqual(self.delivery.state, DeliveryState.QUEUED)
        self.assertEqual(Event.objects.filter(verb="delivery.repeated").count(), 1)

    def test_an_agent_may_look_but_not_send(self):
        self.became(DeliveryState.UNKNOWN)
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get(self.address), "repetitions")
        self.assertEqual(self.client.post(self.address + "repetitions/").status_code, 404)

    def test_the_file_is_the_mail(self):
        address = pass_to(self.minho, "console:delivery_eml", self.delivery.pk)
        self.assertContains(self.client.get(self.address), address)
        answer = self.client.get(address)
        mail = message_from_bytes(answer.content, policy=default)
        self.assertEqual(mail["Message-ID"], f"<{self.delivery.message_id}>")
        self.assertIn("attachment", answer["Content-Disposition"])

    def test_answers_of_a_hidden_ticket_and_of_other_brands_do_not_exist(self):
        self.ticket.hand_to(self.secret_team, by=self.sora)
        for somebody in (self.jisu, self.eve, self.cole):
            self.client.force_login(somebody)
            by_hand = pass_to(somebody, "console:delivery_eml", self.delivery.pk)
            for path in (self.address, by_hand):
                self.assertEqual(self.client.get(path).status_code, 404)
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get("/console/mailbox/"), self.address)
