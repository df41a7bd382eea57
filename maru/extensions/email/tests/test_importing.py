"""Mail of the past becomes tickets with its dates; nothing is sent, doubled or lost."""

from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone

from maru.extensions.email.importing import taking
from maru.extensions.email.importing.carrying_out import carry_on
from maru.extensions.email.models import ImportedMail, MailImport
from maru.extensions.email.tests.imports import (
    BEGAN,
    SUPPORT,
    ImportCase,
    as_mbox,
    carried_out,
    claimed,
    old_mail,
)
from maru.kit.blobs import store
from maru.kit.live.tail import Tail
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.records.channels.quarantine import retry
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.support.tickets.live import TicketFeed
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase

POISON = (
    b"From: p@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\n\nx\n" * 200
    + b"--b--\n"
)
THREAD = [
    old_mail("q", subject="환불 문의", text="환불해 주세요"),
    old_mail("a", sender=SUPPORT, to="kim@example.com", days=1, answers="q",
             subject="Re: 환불 문의", text="처리했습니다"),
    old_mail("t", days=2, answers="a", subject="Re: 환불 문의", text="감사합니다"),
]  # fmt: skip


class ImportingTests(ImportCase, LiveSupportTestCase):
    def test_question_answer_and_thanks_become_one_ticket_with_their_dates(self):
        done = self.imported(self.file(as_mbox(THREAD)))
        self.assertEqual((done.state, done.found, done.messages, done.tickets), ("done", 3, 3, 1))
        (ticket,) = self.tickets()
        self.assertEqual(
            self.told(ticket),
            [("in", "환불해 주세요"), ("out", "처리했습니다"), ("in", "감사합니다")],
        )
        self.assertEqual(ticket.created_at, BEGAN)
        self.assertEqual(ticket.first_answered_at, BEGAN + timedelta(days=1))
        self.assertEqual(ticket.updated_at, BEGAN + timedelta(days=2))
        self.assertEqual((ticket.status, ticket.solved_at), ("solved", ticket.updated_at))
        self.assertEqual(ticket.requester.created_at, BEGAN)
        self.assertEqual(ticket.last_public_id, Message.objects.latest("id").pk)

    def test_sent_mail_in_a_file_of_its_own_joins_what_it_answers(self):
        inbox = self.file(as_mbox([THREAD[2], THREAD[0]]), "all/Inbox")
        self.file(as_mbox([THREAD[1]]), "all/Sent")
        self.imported(inbox.parent)
        (ticket,) = self.tickets()
        self.assertEqual([direction for direction, _ in self.told(ticket)], ["in", "out", "in"])

    def test_what_answers_a_ticket_that_was_merged_joins_it_where_it_went(self):
        self.imported(self.file(as_mbox(THREAD[:1])))
        (asked,) = self.tickets()
        asked.merge_into(self.ticket, by=self.sora)
        self.imported(self.file(as_mbox([THREAD[2], THREAD[1]])))
        for message in Message.objects.filter(text__in=["처리했습니다", "감사합니다"]):
            self.assertEqual(message.ticket, self.ticket)
        by_id = Message.objects.get(text="처리했습니다")
        self.assertEqual((by_id.home, by_id.evidence["merged"]), (asked, asked.pk))

    def test_nothing_is_sent_and_nobody_is_told(self):
        tail = Tail(TicketFeed())
        tail.begin()
        sent = Delivery.objects.count()
        self.imported(self.file(as_mbox(THREAD)))
        while open_waiting():
            pass
        self.assertEqual(Delivery.objects.count(), sent)
        self.assertEqual({news.subject for news in tail.look().new} - {0}, set())
        verbs = Event.objects.filter(subject_kind="ticket", subject_id=self.tickets()[0].pk)
        self.assertEqual([event.verb for event in verbs], ["ticket.imported"])

    def test_again_or_by_another_way_doubles_nothing(self):
        path = self.file(as_mbox(THREAD))
        self.imported(path)
        again = self.imported(path)
        self.assertEqual((again.messages, again.tickets, again.doubles), (0, 0, 3))
        other = [b"X-Mozilla-Status: 0001\n" + mail for mail in THREAD]
        for number, mail in enumerate(other):
            self.file(mail.replace(b"\n", b"\r\n"), f"eml/{number}.eml")
        again = self.imported(self.folder / "eml")
        self.assertEqual((again.messages, again.doubles), (0, 3))
        self.assertEqual(Message.objects.filter(ticket__source="import").count(), 3)

    def test_mail_that_came_by_smtp_is_known_again(self):
        raw = THREAD[0].replace(b"\n", b"\r\n")
        self.mail_in(b"Received: from x by y; Wed, 1 Mar 2023 09:00:00 +0000\r\n" + raw)
        done = self.imported(self.file(as_mbox(THREAD)))
        self.assertEqual((done.messages, done.tickets, done.doubles), (2, 0, 1))

    def test_one_message_id_for_different_mails_merges_none(self):
        mails = [old_mail("same", sender=f"c{n}@example.com", text=f"{n}") for n in range(5)]
        done = self.imported(self.file(as_mbox(mails)))
        self.assertEqual((done.messages, done.tickets, done.doubles), (5, 5, 0))

    def test_a_stranger_who_names_a_message_gets_a_ticket_of_their_own(self):
        eve = old_mail("e", sender="eve@evil.example", days=3, answers="q", subject="Re: 환불 문의")
        self.imported(self.file(as_mbox([*THREAD, eve])))
        self.assertEqual(len(self.tickets()), 2)

    def test_recent_tickets_stay_open_as_their_newest_mail_leaves_them(self):
        days = (timezone.now() - BEGAN).days
        mails = [
            old_mail("n", sender="n@example.com", days=days - 1),
            old_mail("p", sender="p@example.com", days=days - 2),
            old_mail("pa", sender=SUPPORT, to="p@example.com", days=days - 1, answers="p"),
            old_mail("o", sender="o@example.com", days=days - 30),
        ]
        path = self.file(as_mbox(mails))
        self.imported(path)
        found = {ticket.subject: ticket.status for ticket in self.tickets()}
        self.assertEqual(found, {"n": "new", "p": "pending", "o": "solved"})

    def test_closing_is_chosen(self):
        self.imported(self.file(as_mbox(THREAD)), closing="none")
        self.assertEqual([ticket.status for ticket in self.tickets()], ["open"])

    def test_poison_goes_to_quarantine_and_comes_out_with_its_date(self):
        done = self.imported(self.file(as_mbox([THREAD[0], POISON])))
        self.assertEqual((done.messages, done.quarantined), (1, 1))
        aside = Envelope.objects.get(state="quarantined")
        self.assertEqual(aside.reason, "too_many_parts")
        # As if a newer Maru could read it.
        healed = store().put(old_mail("healed", days=5).replace(b"\n", b"\r\n"))
        Envelope.objects.filter(pk=aside.pk).update(sha256=healed)
        sent = Delivery.objects.count()
        self.assertTrue(retry(Envelope.objects.get(pk=aside.pk), by=self.minho))
        while open_waiting():
            pass
        message = Message.objects.get(envelope=aside)
        self.assertEqual(message.ticket.source, "import")
        self.assertEqual(Delivery.objects.count(), sent)

    def test_a_dry_run_keeps_nothing(self):
        path = self.file(as_mbox([*THREAD, THREAD[0]]))
        done = self.imported(path, is_dry_run=True)
        self.assertEqual((done.state, done.found, done.doubles), ("counted", 4, 1))
        self.assertEqual((done.first_at, done.last_at), (BEGAN, BEGAN + timedelta(days=2)))
        self.assertEqual(self.tickets(), [])
        self.assertFalse(ImportedMail.objects.exists())

    def test_a_file_without_mail_says_so(self):
        done = self.imported(self.file(b"\x89PNG\r\n\x1a\n" * 10))
        self.assertEqual((done.state, done.trouble), ("failed", "nothing"))
        done = self.imported(self.folder / "missing")
        self.assertEqual((done.state, done.trouble), ("failed", "gone"))

    def test_stopped_between_two_batches_it_keeps_what_it_has(self):
        mails = [old_mail(f"m{n}", sender=f"c{n}@example.com", days=n) for n in range(9)]
        asked = self.asked(self.file(as_mbox(mails)))
        self.enterContext(patch.object(taking, "TOGETHER", 4))
        run = claimed(asked)

        def tell(mail_import: MailImport) -> None:
            MailImport.objects.get(pk=mail_import.pk).cancel(by=self.sora)

        carry_on(run, tell)
        asked.refresh_from_db()
        self.assertEqual((asked.state, asked.found, asked.messages), ("cancelled", 4, 0))
        again = self.imported(self.folder / "old.mbox")
        self.assertEqual((again.messages, again.tickets), (9, 9))


class UndoingTests(ImportCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        others = [old_mail(f"x{n}", sender=f"x{n}@example.com", days=n) for n in range(4)]
        self.done = self.imported(self.file(as_mbox([*THREAD, *others, POISON])))

    def undone(self):
        self.assertTrue(self.done.undo(by=self.sora))
        return carried_out(self.done)

    def test_all_goes_as_if_it_had_never_been(self):
        self.assertEqual(Ticket.objects.filter(source="import").count(), 5)
        undone = self.undone()
        self.assertEqual((undone.state, undone.tickets, undone.kept), ("undone", 0, 0))
        self.assertFalse(Ticket.objects.filter(source="import").exists())
        self.assertFalse(Envelope.objects.filter(transport__by="import").exists())
        self.assertFalse(Customer.objects.filter(contact_points__value="x1@example.com").exists())
        self.assertTrue(Ticket.objects.filter(pk=self.ticket.pk).exists())
        again = self.imported(self.folder / "old.mbox")
        self.assertEqual((again.tickets, again.messages), (5, 7))

    def test_what_somebody_worked_on_stays(self):
        touched = Ticket.objects.get(subject="x1")
        answered = Ticket.objects.get(subject="x0")
        touched.reopen(by=self.jisu)
        reply = old_mail("new", sender="x0@example.com", answers="x0", subject="Re: x0")
        accept([Letter(reply.replace(b"\n", b"\r\n"), (self.mailbox.pk,))])
        while open_waiting():
            pass
        undone = self.undone()
        self.assertEqual(undone.kept, 2)
        left = Ticket.objects.filter(source="import").values_list("pk", flat=True)
        self.assertEqual(set(left), {touched.pk, answered.pk})

    def test_it_is_taken_back_once(self):
        self.undone()
        self.assertFalse(self.done.undo(by=self.sora))
