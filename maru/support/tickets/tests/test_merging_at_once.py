"""Mergers at one moment with one another, with mail, with answers; and what was on its way out."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from threading import Event as Gate
from unittest.mock import patch

from django.db import connection

from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.intake import open_waiting
from maru.staff.journal.models import Event
from maru.support.tickets import receiving
from maru.support.tickets.choices import ThreadedBy
from maru.support.tickets.merging.refused import Merged, Unmergeable
from maru.support.tickets.models import Merger, Message, Ticket
from maru.support.tickets.moving import move
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.support.tickets.tests.mails import bounce_of, mail, read_receipt_of

PATIENCE = 30  # seconds


class AtOnceTestCase(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.second, self.third = (self.open(name) for name in ("둘째", "셋째"))

    def open(self, subject) -> Ticket:
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject=subject, text=subject
        )

    def all_at_once(self, *works) -> list[object]:
        """Do them in threads that begin together; return what each gave or was refused with."""
        begin = Barrier(len(works))

        def run(work):
            try:
                begin.wait(PATIENCE)
                return work()
            except (Merged, Unmergeable) as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as threads:
            running: list[Future] = [threads.submit(run, work) for work in works]
            return [each.result(PATIENCE) for each in running]

    def merging(self, one, into, by=None):
        return lambda: Ticket.objects.get(pk=one.pk).merge_into(into, by=by or self.jisu)

    def nothing_is_lost(self, messages: set[int]):
        """Every message stands in a ticket that is not merged, and belongs where it did."""
        stray = Message.objects.exclude(ticket__merged_into=None)
        self.assertEqual(list(stray), [])
        self.assertLessEqual(messages, set(Message.objects.values_list("pk", flat=True)))


class MergersAtOnceTests(AtOnceTestCase):
    def test_each_into_the_other_is_one_merger(self):
        for _ in range(5):
            one, two = self.open("하나"), self.open("둘")
            before = set(Message.objects.values_list("pk", flat=True))
            done = self.all_at_once(self.merging(one, two), self.merging(two, one, self.minho))
            self.assertEqual(
                sorted(type(each).__name__ for each in done), ["Merger", "Unmergeable"]
            )
            refused = next(each for each in done if isinstance(each, Unmergeable))
            self.assertEqual((refused.status, refused.code), (409, "merged"))
            self.nothing_is_lost(before)

    def test_the_same_merger_twice_is_one(self):
        done = self.all_at_once(*[self.merging(self.second, self.ticket)] * 2)
        self.assertEqual(sum(isinstance(each, Merger) for each in done), 1)
        self.assertEqual(Event.objects.filter(verb="ticket.merged").count(), 2)
        self.assertEqual(Message.objects.filter(threaded_by=ThreadedBy.MERGER).count(), 1)

    def test_three_in_a_circle_leave_one_that_holds_all(self):
        for _ in range(4):
            three = [self.open(name) for name in "가나다"]
            before = set(Message.objects.values_list("pk", flat=True))
            self.all_at_once(*(self.merging(three[n], three[(n + 1) % 3]) for n in range(3)))
            again = [Ticket.objects.get(pk=each.pk) for each in three]
            self.assertGreaterEqual(sum(each.merged_into_id is None for each in again), 1)
            for each in again:
                self.assertIsNone(each.survivor().merged_into_id)
            self.nothing_is_lost(before)

    def test_undone_twice_at_once_it_is_undone_once(self):
        self.second.merge_into(self.ticket, by=self.jisu)
        part = lambda: Ticket.objects.get(pk=self.second.pk).unmerge(by=self.jisu)  # noqa: E731
        done = self.all_at_once(part, part)
        self.assertEqual(sum(isinstance(each, Merger) for each in done), 1)
        self.assertEqual(Event.objects.filter(verb="ticket.unmerged").count(), 2)

    def test_an_undo_and_a_merger_of_what_holds_it_lose_nothing(self):
        for _ in range(4):
            one, into, other = (self.open(name) for name in "가나다")
            mine = one.messages.get().pk
            one.merge_into(into, by=self.jisu)
            self.all_at_once(
                lambda one=one: Ticket.objects.get(pk=one.pk).unmerge(by=self.minho),
                self.merging(into, other),
            )
            self.assertEqual(Message.objects.get(pk=mine).ticket_id, one.pk)
            self.nothing_is_lost({mine})

    def test_a_message_moved_at_the_same_time_is_in_one_place(self):
        for _ in range(5):
            one, into = self.open("하나"), self.open("둘")
            message = one.messages.get()
            self.all_at_once(
                self.merging(one, into),
                lambda m=message: move(Message.objects.get(pk=m.pk), self.third, by=self.minho),
            )
            self.nothing_is_lost({message.pk})


class MailAtOnceTests(AtOnceTestCase):
    def test_mail_and_answers_at_the_moment_of_a_merger_are_where_it_went(self):
        for n in range(6):
            one, into = self.open(f"하나 {n}"), self.open(f"둘 {n}")
            sent = one.reply("보냅니다", by=self.jisu)
            raw = mail(f"고맙습니다 {n}", In_Reply_To=f"<{sent.message_id}>", Message_ID=f"<{n}@x>")
            accept([Letter(raw, (self.mailbox.pk,))])
            works = [
                self.merging(one, into),
                open_waiting,
                lambda one=one: Ticket.objects.get(pk=one.pk).reply("또", by=self.minho).pk,
                lambda one=one: Ticket.objects.get(pk=one.pk).note("메모", by=self.minho).pk,
            ]
            done = self.all_at_once(*works)
            self.assertIsInstance(done[0], Merger)
            back = Message.objects.get(message_id=f"{n}@x")
            self.assertEqual((back.ticket_id, back.home_id), (into.pk, one.pk))
            self.nothing_is_lost({back.pk})
            Ticket.objects.get(pk=one.pk).unmerge(by=self.jisu)
            self.assertEqual(Message.objects.get(pk=back.pk).ticket_id, one.pk)

    def between(self, name, work):
        """Receive what waits, and do ``work`` as soon as ``receiving.name`` is reached.

        On SQLite it waits until the mail is received: one transaction writes at a time.
        """
        reached, real = Gate(), getattr(receiving, name)

        def gate(*given):
            reached.set()
            if connection.vendor == "postgresql":
                doing.result(PATIENCE)
            return real(*given)

        def when_reached():
            try:
                reached.wait(PATIENCE)
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as threads, patch.object(receiving, name, gate):
            doing = threads.submit(when_reached)
            open_waiting()
            doing.result(PATIENCE)

    def test_merged_after_it_was_placed_and_before_it_was_written_it_follows(self):
        accept(
            [Letter(mail("덧붙여", Subject="Re: 둘째", Message_ID="<late@x>"), (self.mailbox.pk,))]
        )
        self.between("_hold", self.merging(self.second, self.ticket))
        late = Message.objects.get(message_id="late@x")
        self.assertEqual((late.ticket, late.home), (self.ticket, self.second))
        self.assertEqual(Ticket.objects.get(pk=self.ticket.pk).last_public_id, late.pk)

    def test_parted_after_it_was_placed_and_before_it_was_written_it_is_found(self):
        self.second.merge_into(self.ticket, by=self.jisu)
        accept(
            [Letter(mail("덧붙여", Subject="Re: 둘째", Message_ID="<late@x>"), (self.mailbox.pk,))]
        )
        part = lambda: Ticket.objects.get(pk=self.second.pk).unmerge(by=self.jisu)  # noqa: E731
        self.between("_hold", part)
        late = Message.objects.get(message_id="late@x")
        self.assertEqual((late.ticket, late.home), (self.second, None))


class OnItsWayTests(AtOnceTestCase):
    def test_a_queued_answer_goes_out_once_and_what_is_told_of_it_is_joined_to_it(self):
        sent = self.second.reply("새 뚜껑을 보내겠습니다.", by=self.jisu)
        self.second.merge_into(self.ticket, by=self.jisu)
        send_waiting()
        send_waiting()
        delivery = Message.objects.get(pk=sent.pk).delivery
        self.assertEqual((delivery.state, delivery.attempts), ("sent", 1))
        receipt = self.mail_in(read_receipt_of(delivery))
        bounce = self.mail_in(bounce_of(delivery))
        for told in (receipt, bounce):
            self.assertEqual((told.ticket, told.home), (self.ticket, self.second))
            self.assertEqual(
                (told.threaded_by, told.evidence["message"]), (ThreadedBy.BOUNCE, sent.pk)
            )
            self.assertEqual(told.evidence["merged"], self.second.pk)
        delivery.refresh_from_db()
        self.assertIsNotNone(delivery.bounced_at)
        self.assertIsNotNone(delivery.read_at)
        Ticket.objects.get(pk=self.second.pk).unmerge(by=self.jisu)
        self.assertEqual(Message.objects.get(pk=sent.pk).ticket, self.second)
        self.assertEqual(Message.objects.get(pk=bounce.pk).ticket, self.second)
