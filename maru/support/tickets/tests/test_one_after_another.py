"""D8: in a ticket the order of the numbers is the order in which things were said.

What somebody has seen is told by a number. A number is drawn before its message can
be seen, so without turns a lower one could appear after whoever answers has looked.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from threading import Event
from unittest.mock import patch

from django.db import connection

from maru.records.channels import intake
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.support.tickets import moving, receiving
from maru.support.tickets.models import Attachment, Message, Ticket
from maru.support.tickets.moving import detach, move
from maru.support.tickets.replying import Collision
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.support.tickets.tests.mails import mail

PATIENCE = 20  # seconds until a test gives up
MOMENT = 0.5  # seconds in which whoever need not wait is through


class OneAfterAnotherTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.asked = self.ticket.reply("사진을 보내 주세요.", by=self.jisu)
        self.threads = self.enterContext(ThreadPoolExecutor(2))

    def start(self, work, *given, **named) -> Future:
        def run():
            try:
                return work(*given, **named)
            finally:
                connection.close()

        return self.threads.submit(run)

    @contextmanager
    def held(self, module, name, work, *given, **named):
        """Run ``work`` in a thread and hold it, its transaction open, right before ``name``."""
        reached, goes_on = Event(), Event()
        real = getattr(module, name)

        def gate(*given, **named):
            reached.set()
            goes_on.wait(PATIENCE)
            return real(*given, **named)

        with patch.object(module, name, gate):
            under_way = self.start(work, *given, **named)
            self.assertTrue(reached.wait(PATIENCE), "it never came that far")
        try:
            yield
        finally:
            goes_on.set()
            under_way.result(PATIENCE)

    def newest(self) -> int:
        self.ticket.refresh_from_db()
        return self.ticket.last_public_id

    def answer(self, by, seen) -> Message | Collision:
        try:
            return Ticket.objects.get(pk=self.ticket.pk).reply("답", by=by, seen=seen)
        except Collision as newer:
            return newer

    def test_what_a_customer_says_meanwhile_is_missed_by_nobody(self):
        raw = mail("사진입니다", In_Reply_To=f"<{self.asked.message_id}>")
        accept([Letter(raw, (self.mailbox.pk,))])
        with self.held(receiving, "_name_others", open_waiting):
            first = self.start(self.answer, self.minho, self.asked.pk)
            wait_for([first], MOMENT)
        answered = first.result(PATIENCE)
        said = Message.objects.get(text__contains="사진입니다")
        if isinstance(answered, Message):
            # Whoever has seen this answer alone has not seen what the customer said.
            answered = self.answer(self.jisu, answered.pk)
        self.assertIsInstance(answered, Collision)
        self.assertEqual([message.pk for message in answered.newer], [said.pk])

    def test_who_answers_unasked_hides_nothing_newer(self):
        with self.held(Attachment, "keep", self.answer, self.minho, None):
            other = self.start(self.answer, self.jisu, None)
            wait_for([other], MOMENT)
        other.result(PATIENCE)
        self.assertEqual(self.newest(), Message.objects.latest("id").pk)

    def test_moving_a_message_away_hides_nothing_newer(self):
        question = self.ticket.messages.first()
        own = detach(question, by=self.jisu)
        # Held where it knows which message is the newest, and has not written it down.
        with self.held(moving.timezone, "now", move, self.asked, own, by=self.jisu):
            other = self.start(self.answer, self.minho, None)
            wait_for([other], MOMENT)
        answered = other.result(PATIENCE)
        self.assertEqual(self.newest(), answered.pk)
        own.refresh_from_db()
        self.assertEqual(own.last_public_id, self.asked.pk)

    def by_two_workers(self, *raws: bytes) -> tuple[Message, Message]:
        """Receive two mails at once, the second while the first is not committed."""
        accept([Letter(raw, (self.mailbox.pk,)) for raw in raws])
        self.enterContext(patch.object(intake, "CLAIMED", 1))
        with self.held(receiving, "_name_others", open_waiting):
            other = self.start(open_waiting)
            wait_for([other], MOMENT)
        other.result(PATIENCE)
        first, second = Message.objects.exclude(envelope=None).order_by("id")
        return first, second

    def test_an_answer_finds_its_original_in_the_hands_of_another_worker(self):
        first, second = self.by_two_workers(
            mail(Subject="새 문의", Message_ID="<both@x.example>"),
            mail("덧붙여", Subject="다른 제목", In_Reply_To="<both@x.example>"),
        )
        self.assertEqual(second.ticket, first.ticket)

    def test_what_somebody_writes_twice_by_two_workers_is_one_ticket(self):
        first, second = self.by_two_workers(
            mail(Subject="배송 문의"), mail("덧붙여", Subject="Re: 배송 문의")
        )
        self.assertEqual(second.ticket, first.ticket)
