"""D6 at every step: the relay hangs up, or the worker is killed, before or after it speaks."""

import os
import random
import sys
from collections import Counter

from maru.extensions.email.tests.killing import FAULTS, KillingTestCase
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.dispatch import send_again

TIMES = int(os.environ.get("MARU_TEST_SENDS", "1"))  # of each fault; 50 before a release
WORKERS = 8
# The end mark is out and nobody has written down what the relay said.
WINDOW = {"drop at end", "kill before end", "kill after end", "kill before quit", "kill after quit"}
# A small mail and its end mark may be out before the relay's hanging up, or the kill, arrives.
WINDOW_PERHAPS = {"kill after data", *(fault for fault in FAULTS if fault.endswith("body"))}


class EveryStepTests(KillingTestCase):
    def test_one_worker(self):
        unknown = Counter()
        for number, fault in enumerate(FAULTS * TIMES):
            self.relay.heard.clear()
            self.relay.plan = [fault]
            delivery = self.queue(number)
            self.work()
            self.settle()
            copies, state = self.copies(), self.state(delivery)
            with self.subTest(fault):
                # Neither silent nor lost: taken once and known, or flagged.
                self.assertLessEqual(sum(copies.values()), 1)
                if state == DeliveryState.UNKNOWN:
                    unknown[fault] += 1
                    self.assertIn(fault, WINDOW | WINDOW_PERHAPS)
                else:
                    self.assertEqual((state, sum(copies.values())), (DeliveryState.SENT, 1))
                    self.assertNotIn(fault, {"drop at end", "kill before end"})
            if state == DeliveryState.UNKNOWN:
                self.relay.plan = []
                send_again(delivery, by=self.jisu)
                self.work()
                self.assertEqual(self.state(delivery), DeliveryState.SENT)
                self.assertLessEqual(set(self.copies()), {delivery.message_id})
        sys.stdout.write(f"{len(FAULTS)} faults x {TIMES}: flagged {dict(unknown)}\n")

    def test_eight_workers(self):
        dice = random.Random(6)
        faults = FAULTS * TIMES
        dice.shuffle(faults)
        deliveries = []
        for begin in range(0, len(faults), 8):
            self.relay.plan = faults[begin : begin + 8]
            deliveries += [self.queue(2 * begin + number) for number in range(16)]
            self.work(WORKERS)
        self.relay.plan = []
        self.settle()
        copies = self.copies()
        states = Counter()
        for delivery in deliveries:
            state = self.state(delivery)
            states[str(state)] += 1
            # Nobody sent again by hand: a second copy would be one that nobody flagged.
            self.assertLessEqual(copies[delivery.message_id], 1)
            if state == DeliveryState.SENT:
                self.assertEqual(copies[delivery.message_id], 1)
            elif state == DeliveryState.FAILED:  # hit eleven times: given up, and shown
                self.assertEqual(copies[delivery.message_id], 0)
            else:
                self.assertEqual(state, DeliveryState.UNKNOWN)
        sys.stdout.write(f"8 workers, {len(faults)} faults: {dict(states)}\n")
