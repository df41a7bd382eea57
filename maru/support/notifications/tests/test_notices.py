"""Mail to colleagues about their tickets, and their answers from a mail program (S1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from maru.kit.secrets import unseal
from maru.records.channels.incoming import Incoming, IncomingFile, Party
from maru.records.channels.models import Delivery, Envelope
from maru.records.channels.reception import Arrival
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.notifications.mailing import mail_due
from maru.support.notifications.wish import choose
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Draft, Message, Notice, Ticket
from maru.support.tickets.receiving import receive
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import bounce_of, mail


class NoticeTestCase(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        wanted = {"mail": True}
        choose(self.jisu, {"assigned": wanted, "answered": wanted, "mentioned": wanted})

    def notices(self) -> list[Notice]:
        mail_due()
        return list(Notice.objects.select_related("delivery").order_by("id"))

    def given(self) -> Notice:
        """Give the ticket to jisu by a colleague; return the notice that she gets."""
        self.ticket.assign(self.jisu, by=self.minho)
        (notice,) = self.notices()
        return notice


class TellingTests(NoticeTestCase):
    def test_who_gets_a_ticket_is_told_with_the_customers_words(self):
        notice = self.given()
        sent = notice.delivery.content
        self.assertEqual([p.address for p in sent.to], [self.jisu.email])
        self.assertIn(f"[#{self.ticket.pk}]", sent.subject)
        self.assertTrue(sent.is_automatic)
        words = unseal(sent.text)
        self.assertIn("> 방금 받았는데 뚜껑 손잡이 옆이 깨져 있습니다.", words)
        self.assertIn("이 줄 위에 답변을 쓰세요", words)
        self.assertIn(f"/tickets/{self.ticket.pk}/", words)

    def test_who_takes_a_ticket_or_never_chose_is_told_nothing(self):
        self.ticket.assign(self.jisu, by=self.jisu)
        self.ticket.assign(self.minho, by=self.jisu)
        self.assertEqual(self.notices(), [])

    def test_what_a_customer_writes_is_told_and_what_a_machine_writes_is_not(self):
        self.ticket.assign(self.jisu, by=self.jisu)
        ours = self.ticket.reply("알아볼게요.", by=self.jisu)
        answer = {"In_Reply_To": f"<{ours.message_id}>"}
        self.mail_in(mail("부재중", Auto_Submitted="auto-replied", **answer))
        self.assertEqual(self.notices(), [])
        message = self.mail_in(mail("언제 오나요?", **answer))
        (notice,) = self.notices()
        self.assertEqual((notice.seen, notice.ticket), (message.pk, self.ticket))
        self.assertIn("> 언제 오나요?", unseal(notice.delivery.content.text))

    def test_an_endless_writer_does_not_fill_a_mailbox(self):
        notice = self.given()
        Notice.objects.bulk_create(
            Notice(
                member=self.jisu, ticket=self.ticket, occasion="message",
                delivery=Delivery.queue(replace(notice.delivery.content, message_id=f"x{n}"), None),
            )
            for n in range(19)
        )  # fmt: skip
        ours = self.ticket.reply("네.", by=self.jisu)
        self.mail_in(mail("또요", In_Reply_To=f"<{ours.message_id}>"))
        self.assertEqual(len(self.notices()), 20)

    def test_the_notice_of_a_private_team_is_not_on_others_mailbox_page(self):
        notice = self.given()
        self.team.is_private = True
        self.team.save()
        lead = self.member("lead", "다른 팀장", Role.LEAD, teams=[])
        seen = Delivery.objects.visible_to(lead).filter(pk=notice.delivery_id)
        self.assertFalse(seen.exists())


class LostTests(NoticeTestCase):
    def test_a_notice_that_came_back_stands_in_its_ticket_and_opens_none(self):
        notice = self.given()
        before = Ticket.objects.count()
        bounce = self.mail_in(bounce_of(notice.delivery), mail_from="<>")
        self.assertEqual((bounce.ticket, Ticket.objects.count()), (self.ticket, before))


class AnsweringTests(NoticeTestCase):
    def setUp(self):
        super().setUp()
        self.notice = self.given()
        Delivery.objects.exclude(pk=self.notice.delivery_id).delete()

    def incoming(self, text: str = "새 뚜껑을 보내 드리겠습니다.", **changes: object) -> Incoming:
        given = {
            "sender": Party(self.jisu.email, "최지수"),
            "subject": "Re: 배정",
            "text": text,
            "message_id": "from-jisu@onnuri.example",
            "in_reply_to": [self.notice.delivery.message_id],
            "authentication": {"verified": True},
            **changes,
        }
        return Incoming(**given)

    def arrive(self, incoming: Incoming, channel=None) -> Message:
        envelope = Envelope.objects.create(
            channel=channel or self.mailbox, sha256=f"{Envelope.objects.count():064}", size=1
        )
        receive([Arrival(envelope, incoming)])
        return Message.objects.get(envelope=envelope)

    def to_customers(self) -> list[Delivery]:
        return [d for d in Delivery.objects.all() if "haneul.kim@example.com" in d.recipients]

    def test_the_customer_gets_it_as_from_the_desk(self):
        text = "새 뚜껑을 보내 드리겠습니다.\n\n> ##- 이 줄 위에 답변을 쓰세요 -##\n> 내부 이야기"
        message = self.arrive(self.incoming(text))
        self.assertEqual((message.direction, message.member), (Direction.TO_CUSTOMER, self.jisu))
        (delivery,) = self.to_customers()
        self.assertEqual(delivery, message.delivery)
        self.assertEqual(delivery.content.text, "새 뚜껑을 보내 드리겠습니다.")
        self.assertEqual(Event.of(self.ticket).latest("id").actor_id, self.jisu.pk)

    def test_what_they_were_writing_at_the_desk_stays(self):
        Draft.keep(self.ticket, self.jisu, "쓰던 글", Direction.TO_CUSTOMER)
        self.arrive(self.incoming())
        self.arrive(self.incoming("#note\n창고에 물어볼 것", message_id="note@x.example"))
        self.assertEqual(Draft.objects.get(member=self.jisu).text, "쓰던 글")

    def test_a_note_stays_inside(self):
        for word in ("#note", "#메모"):
            message = self.arrive(self.incoming(f"{word}\n창고에 물어볼 것", message_id=word))
            self.assertEqual(
                (message.direction, message.text), (Direction.INTERNAL, "창고에 물어볼 것")
            )
        self.assertEqual(self.to_customers(), [])

    def test_an_answer_to_a_colleague_s_note_is_a_note(self):
        self.ticket.note("@최지수 어떻게 할까요?", by=self.minho)
        told = self.notices()[-1]
        self.assertIn("> @최지수 어떻게 할까요?", unseal(told.delivery.content.text))
        answer = self.incoming("환불해 주세요", in_reply_to=[told.delivery.message_id])
        self.assertEqual(self.arrive(answer).direction, Direction.INTERNAL)
        self.assertEqual(self.to_customers(), [])

    def test_files_go_along_but_no_picture_of_a_signature(self):
        def file(name, is_inline):
            return IncomingFile(name, "image/png", 3, "a" * 64, is_inline=is_inline)

        message = self.arrive(self.incoming(files=[file("new.png", False), file("logo.png", True)]))
        self.assertEqual([a.name for a in message.attachments.all()], ["new.png"])
        self.assertEqual([f.name for f in message.delivery.content.files], ["new.png"])

    def test_without_proof_nothing_is_sent_and_the_message_says_so(self):
        for number, proof in enumerate([{}, {"verified": False}, {"verified": "yes"}]):
            wrong = self.incoming(authentication=proof, message_id=f"{number}@x.example")
            message = self.arrive(wrong)
            self.assertEqual(message.direction, Direction.FROM_CUSTOMER)
            self.assertEqual(message.ticket, self.ticket)
            self.assertIn("unproven_answer", message.warnings)
            self.assertIn("member_address", message.warnings)
        self.assertEqual(self.to_customers(), [])
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, "보냈다는 증거가 없습니다")

    def test_each_changed_bit_of_the_key_is_refused(self):
        key = self.notice.delivery.message_id
        local = key.rpartition("@")[0]
        changed = [
            key[:place] + chr(ord(letter) ^ (1 << bit)) + key[place + 1 :]
            for place, letter in enumerate(local)
            for bit in range(7)
        ]
        legacy = [
            f"t{self.ticket.pk}.x@onnuri.example",
            f"notify-{self.ticket.pk}-{self.jisu.pk}@x",
        ]
        for wrong in [*changed, key.upper(), local[:-1] + "@onnuri.example", *legacy, "@"]:
            self.assertIsNone(Notice.answered_by(self.incoming(in_reply_to=[wrong])), wrong)

    def test_another_member_an_old_notice_and_whoever_left_answer_nobody(self):
        self.arrive(self.incoming(sender=Party(self.minho.email)))
        Notice.objects.update(created_at=self.notice.created_at - timedelta(days=31))
        self.arrive(self.incoming(message_id="old@x.example"))
        Notice.objects.update(created_at=self.notice.created_at)
        self.jisu.is_active = False
        self.jisu.save()
        self.arrive(self.incoming(message_id="left@x.example"))
        self.assertEqual(self.to_customers(), [])

    def test_by_the_mailbox_of_another_brand_nobody_is_answered(self):
        message = self.arrive(self.incoming(), channel=self.other_mailbox)
        self.assertEqual(message.direction, Direction.FROM_CUSTOMER)
        self.assertNotEqual(message.ticket, self.ticket)
        self.assertEqual(self.to_customers(), [])

    def test_a_machine_in_their_name_answers_nobody(self):
        self.arrive(self.incoming(automatic="auto_reply"))
        self.assertEqual(self.to_customers(), [])

    def test_who_did_not_see_what_is_newer_is_told_and_nothing_is_sent(self):
        self.ticket.reply("민호가 먼저 답함", by=self.minho)
        before = len(self.to_customers())
        message = self.arrive(self.incoming())
        self.assertEqual(message.direction, Direction.INTERNAL)
        self.assertEqual(message.warnings, ["unsent_newer"])
        self.assertEqual(len(self.to_customers()), before)
        told = self.notices()[-1]
        self.assertEqual((told.occasion, told.member), ("unsent", self.jisu))
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "메모로 남겼습니다")
        # Now they have seen it: answering this notice goes out.
        again = self.incoming("이제 보고 씁니다.", in_reply_to=[told.delivery.message_id],
                              message_id="again@x.example")  # fmt: skip
        self.assertEqual(self.arrive(again).direction, Direction.TO_CUSTOMER)

    def test_what_cannot_be_sent_is_kept_as_a_note(self):
        for text, code in [("{{customer.shoe}}", "unsent_placeholder"), ("", "unsent_empty")]:
            message = self.arrive(self.incoming(text, message_id=code))
            self.assertEqual((message.direction, message.warnings), (Direction.INTERNAL, [code]))
        self.assertEqual(self.to_customers(), [])

    def test_one_mail_by_two_mailboxes_is_sent_once(self):
        one = self.arrive(self.incoming())
        two = self.arrive(self.incoming())
        self.assertEqual((two.copy_of, two.ticket), (one, one.ticket))
        self.assertEqual(len(self.to_customers()), 1)

    def test_what_they_may_see_no_longer_they_answer_no_longer(self):
        private = self.team
        private.is_private = True
        private.save()
        self.jisu.teams.clear()
        Ticket.objects.update(assignee=None)
        message = self.arrive(self.incoming())
        self.assertEqual(message.direction, Direction.FROM_CUSTOMER)
        self.assertEqual(self.to_customers(), [])
