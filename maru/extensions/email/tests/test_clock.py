"""D11: a clock that jumps makes nobody wait. D9: a disk that was full holds nothing back."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from maru.extensions.email.tests.test_delivery import DeliveryTestCase
from maru.extensions.email.tests.test_intake import IntakeTestCase
from maru.kit.database.leases import AT_ONCE, claim, give_back, given_back
from maru.kit.jobs.clock import hold_to_bounds
from maru.records.channels import dispatch, intake
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.support.tickets.models import Message
from maru.support.tickets.tests.mails import mail

HOUR = timedelta(hours=1)
A_MOMENT = timedelta(seconds=3)


class ComingInTests(IntakeTestCase):
    def test_what_comes_in_is_due_whatever_the_clock_says(self):
        self.feed(mail(), mail("둘째"))
        self.assertEqual(set(Envelope.objects.values_list("due_at", flat=True)), {AT_ONCE})

    def test_what_was_put_off_before_the_clock_went_back_waits_its_pause_and_no_longer(self):
        self.feed(mail())
        later = timezone.now() + HOUR
        Envelope.objects.update(attempts=1, due_at=later + intake.PAUSES[0])
        hold_to_bounds()
        due = Envelope.objects.get().due_at
        self.assertLess(due - timezone.now(), intake.PAUSES[1] + A_MOMENT)

    def test_a_pause_that_is_right_stays(self):
        self.feed(mail())
        due = timezone.now() + intake.PAUSES[3]
        Envelope.objects.update(attempts=4, due_at=due)
        hold_to_bounds()
        self.assertEqual(Envelope.objects.get().due_at, due)

    def test_a_lease_from_before_the_clock_went_back_ends_as_soon_as_a_new_one(self):
        self.feed(mail())
        claim(Envelope.objects.all(), limit=1, lease=intake.LEASE + HOUR)
        hold_to_bounds()
        left = Envelope.objects.get().lease_until - timezone.now()
        self.assertLess(left, intake.LEASE + A_MOMENT)

    def opened(self):
        return Message.objects.filter(envelope__state=EnvelopeState.OPENED).count()

    @pytest.mark.sqlite  # only SQLite can be told how large it may become
    def test_what_a_full_database_could_not_open_is_opened_once_there_is_room(self):
        self.feed(*(mail("냄비 " * 20_000, Subject=f"문의 {n}") for n in range(5)))
        with full_database(), self.assertLogs("maru.records.channels.intake") as log:
            self.open_all()
        self.assertIn("database or disk is full", log.output[0])
        self.assertEqual(self.opened(), 0)
        self.open_all_at_last()
        self.assertEqual(self.opened(), 5)
        self.assertEqual(set(Envelope.objects.values_list("attempts", flat=True)), {1})


@contextmanager
def full_database():
    """Let the database grow no more: SQLite then says the same as on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # tests before this one leave room inside
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


class GoingOutTests(DeliveryTestCase):
    def test_an_answer_is_due_whatever_the_clock_says(self):
        self.queue()
        self.assertEqual(Delivery.objects.get().due_at, AT_ONCE)

    def test_a_wait_that_somebody_asked_for_stays(self):
        self.queue()
        due = timezone.now() + HOUR
        Delivery.objects.update(due_at=due)
        hold_to_bounds()
        self.assertEqual(Delivery.objects.get().due_at, due)

    def test_what_was_put_off_before_the_clock_went_back_goes_after_its_pause(self):
        delivery = self.queue()
        later = timezone.now() + HOUR + dispatch.PAUSES[0]
        Delivery.objects.update(attempts=1, due_at=later)
        hold_to_bounds()
        delivery.refresh_from_db()
        self.assertLess(delivery.due_at - timezone.now(), dispatch.PAUSES[0] + A_MOMENT)

    def test_what_was_in_hand_when_the_database_went_away_goes_out_at_once_when_it_is_back(self):
        delivery = self.queue()
        self.drop(claim_to_send())
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(delivery.attempts, 1)
        self.assertEqual(len(self.relay.mails), 1)

    def test_what_the_relay_took_as_the_database_went_away_is_told_as_sent(self):
        delivery, refused = self.queue(), []

        def away(execute, sql, params, many, context):
            if sql.startswith("UPDATE") and DeliveryState.SENT in params and not refused:
                refused.append(sql)
                raise OperationalError("the connection is closed")
            return execute(sql, params, many, context)

        (claimed,) = claim_to_send()
        with connection.execute_wrapper(away):
            dispatch.send(claimed)
        self.assertEqual(len(refused), 1)
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(len(self.relay.mails), 1)

    def test_what_was_handed_over_then_is_told_as_unknown_and_not_sent_again(self):
        delivery = self.queue()
        claimed = claim_to_send()
        Delivery.objects.update(handed_over_at=timezone.now())
        self.drop(claimed)
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.UNKNOWN)
        self.assertEqual(self.relay.mails, [])

    def test_a_claim_whose_word_was_lost_is_given_back(self):
        delivery = self.queue()
        with self.assertRaises(OperationalError), connection.execute_wrapper(lost_after_update):
            claim_to_send()
        self.assertEqual(self.state(delivery), DeliveryState.SENDING)
        give_back()
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(len(self.relay.mails), 1)

    def drop(self, claimed):
        with self.assertRaises(OperationalError), given_back(claimed):
            raise OperationalError("the connection is closed")
        give_back()


def lost_after_update(execute, sql, params, many, context):
    """The connection ends once the claim is committed."""
    if sql.startswith("SELECT") and "lease_owner" in sql.partition("WHERE")[2]:
        raise OperationalError("the connection is closed")
    return execute(sql, params, many, context)


def claim_to_send():
    queued = Delivery.objects.filter(state=DeliveryState.QUEUED)
    return claim(queued, limit=1, lease=dispatch.LEASE, state=DeliveryState.SENDING)
