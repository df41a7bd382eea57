"""A mail that names several of our mailboxes: one ticket for each team, shown once in each."""

from email.message import EmailMessage

from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel, Envelope
from maru.staff.teams.models import Team
from maru.support.tickets.choices import Status, ThreadedBy
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

BOTH = "support@onnuri.example, delivery@onnuri.example"
PLACE = {"To": BOTH, "Subject": "어디로 보낼지 몰라서", "Message_ID": "<both@example.com>"}


class SeveralMailboxesTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.delivery = Channel.objects.create(
            address="delivery@onnuri.example", name="배송", brand=cls.onnuri, team=cls.team
        )
        cls.open_team = Team.objects.create(name="물류팀")
        cls.of_others = Channel.objects.create(
            address="stock@onnuri.example", name="물류", brand=cls.onnuri, team=cls.open_team
        )

    def setUp(self):
        self.client.force_login(self.jisu)

    def send(self, raw, *channels):
        accept([Letter(raw, tuple(channel.pk for channel in channels))])
        open_waiting()
        envelopes = Envelope.objects.order_by("-id")[: len(channels)]
        return list(Message.objects.filter(envelope__in=envelopes).order_by("id"))

    def test_mailboxes_of_one_team_have_one_ticket_that_shows_it_once(self):
        one, two = self.send(mail("함께 보내요", **PLACE), self.mailbox, self.delivery)
        self.assertEqual((two.ticket, two.copy_of), (one.ticket, one))
        self.assertEqual(two.threaded_by, ThreadedBy.COPY)
        page = self.client.get(f"/tickets/{one.ticket_id}/")
        self.assertContains(page, 'class="message"', count=1)
        self.assertContains(page, f"{self.delivery.label} 메일함에도 온 메일입니다")

    def test_an_answer_to_several_mailboxes_is_shown_once(self):
        ours = self.ticket.reply("새 뚜껑을 보내겠습니다.", by=self.jisu)
        raw = mail(
            "고맙습니다", To=BOTH, Message_ID="<re@example.com>", In_Reply_To=f"<{ours.message_id}>"
        )
        one, two = self.send(raw, self.mailbox, self.delivery)
        self.assertEqual((one.ticket, two.ticket, two.copy_of), (self.ticket, self.ticket, one))
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, f'id="message-{one.pk}"')
        self.assertNotContains(page, f'id="message-{two.pk}"')

    def test_a_copy_that_comes_late_hinders_nobody(self):
        raw = mail("함께 보내요", **PLACE)
        [one] = self.send(raw, self.mailbox)
        ticket = Ticket.objects.get(pk=one.ticket_id)
        ticket.solve(by=self.jisu)
        self.send(raw, self.delivery)
        ticket.refresh_from_db()
        self.assertEqual((ticket.status, ticket.last_public_id), (Status.SOLVED, one.pk))
        ticket.reply("보냈습니다.", by=self.jisu, seen=one.pk)

    def test_other_words_or_files_under_the_same_id_are_shown(self):
        one, two = (
            self.send(mail(text, **PLACE), channel)[0]
            for text, channel in [("함께", self.mailbox), ("따로", self.delivery)]
        )
        self.assertIsNone(two.copy_of)
        self.assertNotEqual(one.ticket, two.ticket)

    def test_another_sender_file_design_or_quotation_under_the_same_id_is_shown(self):
        def written(number, sender="kim@example.com", file=b"one", html="<p>x</p>", quoted="q"):
            message = EmailMessage()
            message["From"], message["To"], message["Subject"] = sender, BOTH, "같은 번호"
            message["Message-ID"] = f"<{number}@example.com>"
            message.set_content(f"함께\n\n-----Original Message-----\n{quoted}\n")
            message.add_alternative(html, subtype="html")
            message.add_attachment(
                file, maintype="application", subtype="octet-stream", filename="a.bin"
            )
            return message.as_bytes().replace(b"\n", b"\r\n")

        others = [
            {"sender": "lee@example.com"},
            {"file": b"two"},
            {"html": "<p>y</p>"},
            {"quoted": "p"},
        ]
        for number, other in enumerate(others):
            with self.subTest(other):
                self.send(written(number), self.mailbox)
                [two] = self.send(written(number, **other), self.delivery)
                self.assertIsNone(two.copy_of)
        [one] = self.send(written(99), self.mailbox)
        [two] = self.send(written(99), self.delivery)
        self.assertEqual(two.copy_of, one)

    def test_the_same_words_without_an_id_are_shown(self):
        raw = mail("함께 보내요", To=BOTH, Subject="번호 없이")
        one, two = self.send(raw, self.mailbox, self.delivery)
        self.assertIsNone(two.copy_of)
        self.assertNotEqual(one.ticket, two.ticket)

    def test_brands_never_share_a_ticket(self):
        Channel.objects.filter(pk=self.other_mailbox.pk).update(team=self.team)
        one, two = self.send(mail("함께", **PLACE), self.mailbox, self.other_mailbox)
        self.assertNotEqual(one.ticket, two.ticket)
        self.assertIsNone(two.copy_of)

    def test_each_team_has_its_ticket_and_each_leads_to_the_other(self):
        one, two = self.send(mail("함께 보내요", **PLACE), self.mailbox, self.of_others)
        self.assertNotEqual(one.ticket, two.ticket)
        page = self.client.get(f"/tickets/{one.ticket_id}/")
        self.assertContains(page, "다른 메일함으로도 온 메일")
        self.assertContains(page, f'href="/tickets/{two.ticket_id}/"')
        found = Ticket.objects.visible_to(self.jisu).holding("both@example.com")
        self.assertEqual(set(found), {one.ticket, two.ticket})

    def test_the_other_ticket_is_shown_only_to_who_may_see_it(self):
        one, two = self.send(mail("함께", **PLACE), self.mailbox, self.other_mailbox)
        self.assertNotEqual(one.ticket.brand_id, two.ticket.brand_id)
        seen = Ticket.objects.visible_to(self.jisu)
        self.assertEqual(list(seen.twins_of(one.ticket)), [])
        self.assertEqual(list(Ticket.objects.twins_of(one.ticket)), [two.ticket])

    def test_who_only_names_another_mail_is_no_twin(self):
        [one] = self.send(mail("원래", **PLACE), self.mailbox)
        self.send(mail("몰래", sender="mallory@bad.example", **PLACE), self.of_others)
        self.assertEqual(list(Ticket.objects.twins_of(one.ticket)), [])

    def test_copies_go_along_into_another_ticket(self):
        one, two = self.send(mail("함께 보내요", **PLACE), self.mailbox, self.delivery)
        self.client.post(f"/tickets/{one.ticket_id}/messages/{one.pk}/detachment/")
        one.refresh_from_db()
        two.refresh_from_db()
        self.assertEqual(two.ticket_id, one.ticket_id)


DAY = "Fri, 27 Nov 2026 10:00:00 +0900"
BY_A = b"Received: from a.example by mx1.onnuri.example; Fri, 27 Nov 2026 10:00:01 +0900\r\n"
BY_B = b"Received: from b.example by mx2.onnuri.example; Fri, 27 Nov 2026 10:00:09 +0900\r\n"


class SeveralWaysTests(SupportTestCase):
    """D2: a mail that servers handed on by two ways has other bytes, and is one mail."""

    def come(self, text="주문이 안 와요", **fields):
        fields = {"Subject": "배송", "Message_ID": "<w@example.com>", "Date": DAY, **fields}
        return mail(text, **{name: value for name, value in fields.items() if value})

    def test_it_is_one_ticket_that_shows_it_once(self):
        one, two = self.mail_in(BY_A + self.come()), self.mail_in(BY_B + self.come())
        self.assertEqual((two.ticket, two.copy_of), (one.ticket, one))
        self.assertEqual(Ticket.objects.get(pk=one.ticket_id).last_public_id, one.pk)
        self.client.force_login(self.jisu)
        page = self.client.get(f"/tickets/{one.ticket_id}/")
        self.assertContains(page, 'class="message"', count=1)
        self.assertContains(page, "다른 길로도 온 메일입니다")

    def test_both_in_one_batch_are_one(self):
        accept([Letter(by + self.come(), (self.mailbox.pk,)) for by in (BY_A, BY_B)])
        open_waiting()
        one, two = Message.objects.exclude(envelope=None).order_by("id")
        self.assertEqual((two.ticket, two.copy_of), (one.ticket, one))

    def test_a_program_that_uses_an_id_again_writes_several_mails(self):
        """A broken form mails the same words daily under one id: nothing of it is hidden."""
        days = [self.come(Date=f"Fri, {day} Nov 2026 10:00:00 +0900") for day in (6, 13, 20)]
        dateless = [by + self.come(Date="") for by in (b"X-By: a\r\n", b"X-By: b\r\n")]
        other_words = [BY_A + self.come(), BY_B + self.come("다른 주문도 안 와요")]
        other_ids = [self.come(Message_ID=f"<w{n}@example.com>") for n in range(2)]
        no_ids = [by + self.come(Message_ID="") for by in (BY_A, BY_B)]
        for raws in (days, dateless, other_words, other_ids, no_ids):
            messages = [self.mail_in(raw) for raw in raws]
            self.assertEqual([message.copy_of for message in messages], [None] * len(raws))
