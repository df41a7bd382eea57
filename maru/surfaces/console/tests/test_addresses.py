from maru.extensions.email.models import Hook, Mailbox, Relay
from maru.records.channels.models import Channel
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class RemovalPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.wrong = Channel.objects.create(address="suport@onnuri.example", brand=self.onnuri)
        self.path = f"/console/addresses/{self.wrong.pk}/removal/"

    def test_it_says_what_goes_and_deletes_it(self):
        Relay.objects.create(channel=self.wrong, host="smtp.wrong.example")
        Hook.objects.create(channel=self.wrong, provider="postmark", token_hash="x")
        Mailbox.objects.create(channel=self.wrong, host="imap.wrong.example", user="u")
        page = self.client.get(self.path)
        for words in ("smtp.wrong.example", "Postmark", "imap.wrong.example"):
            self.assertContains(page, words)
        self.assertContains(self.client.get(f"/console/addresses/{self.wrong.pk}/"), self.path)
        answer = self.client.post(self.path, follow=True)
        self.assertContains(answer, "suport@onnuri.example 주소를 지웠습니다")
        self.assertFalse(Channel.objects.filter(pk=self.wrong.pk).exists())
        self.assertEqual(self.client.post(self.path).status_code, 404)

    def test_a_used_one_leads_to_switching_off(self):
        self.mail_in(b"From: kim@example.com\r\n\r\nHello\r\n", to=self.wrong)
        self.assertContains(self.client.get(self.path), "대신 끄세요")
        self.assertContains(self.client.post(self.path), "대신 끄세요", status_code=409)
        self.assertTrue(Channel.objects.filter(pk=self.wrong.pk).exists())
        self.assertFalse(Event.objects.filter(verb="channel.removed").exists())

    def test_an_agent_deletes_none(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.post(self.path).status_code, 404)
        self.assertTrue(Channel.objects.filter(pk=self.wrong.pk).exists())


class LastAddressTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.path = f"/console/addresses/{self.mailbox.pk}/"

    def switch_off(self):
        given = {"address": self.mailbox.address, "brand": self.onnuri.pk}
        return self.client.post(self.path, given, follow=True)

    def test_the_last_one_says_what_its_end_means(self):
        self.assertContains(self.client.get(self.path), "하나뿐인 주소입니다")
        self.assertContains(self.switch_off(), "답장이 나가지 못합니다")
        self.assertContains(self.client.get("/console/addresses/"), "답장이 안 나감")
        self.assertNotContains(self.client.get(self.path), "하나뿐인 주소입니다")

    def test_beside_another_it_is_only_switched_off(self):
        Channel.objects.create(address="help@onnuri.example", brand=self.onnuri)
        self.assertNotContains(self.client.get(self.path), "하나뿐인 주소입니다")
        answer = self.switch_off()
        self.assertContains(answer, "이제부터 받지 않습니다")
        self.assertNotContains(answer, "답장이 안 나감")
