"""D6 at every step: the relay hangs up, or the worker is killed, before or after it speaks."""

import os
import random
import signal
import socket
import sys
import time
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.parser import BytesHeaderParser

from django.db import connection, connections

from maru.extensions.email.tests.sink import STEPS, HungUp, Sink
from maru.extensions.email.tests.test_delivery import DeliveryTestCase
from maru.records.channels import dispatch
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.dispatch import send_again, send_waiting
from maru.records.channels.models import Delivery
from maru.records.channels.rescue import free_what_the_dead_held

TIMES = int(os.environ.get("MARU_TEST_SENDS", "1"))  # of each fault; 50 before a release
WORKERS = 8
FAULTS = [f"{what} {step}" for step in STEPS for what in ("drop at", "kill before", "kill after")]
# The end mark is out and nobody has written down what the relay said.
WINDOW = {"drop at end", "kill before end", "kill after end", "kill before quit", "kill after quit"}
# A small mail and its end mark may be out before the relay's hanging up, or the kill, arrives.
WINDOW_PERHAPS = {"kill after data", *(fault for fault in FAULTS if fault.endswith("body"))}


class DeadlySink(Sink):
    """A relay that hangs up, or kills one of ``workers``, at the step the fault names."""

    def __init__(self):
        self.workers: list[int] = []
        self.plan: list[str] = []  # faults, each used once, when its step comes
        super().__init__()

    def _planned(self, step):
        with self._lock:
            return next((f for f in self.plan if f.split()[-1] == step and self._use(f)), "")

    def _use(self, fault):
        self.plan.remove(fault)
        return True

    def _kill(self):
        victims = [pid for pid in self.workers if pid]
        if victims:
            with suppress(ProcessLookupError):
                os.kill(random.choice(victims), signal.SIGKILL)

    def _answer(self, connection, step, answer):
        fault = self._planned(step)
        if fault.startswith("kill before"):
            self._kill()
        if fault.startswith("drop"):
            # Children of a fork hold this socket too: closing it would tell nobody.
            connection.shutdown(socket.SHUT_RDWR)
            raise HungUp
        said = super()._answer(connection, step, answer)
        if fault.startswith("kill after"):
            self._kill()
        return said

    def _take(self, connection, lines, sender, recipients):
        fault = self._planned("body")
        if fault:
            lines.readline()
            if fault.startswith("kill"):
                self._kill()
            else:
                connection.shutdown(socket.SHUT_RDWR)
                raise HungUp
        super()._take(connection, lines, sender, recipients)


class EveryStepTests(DeliveryTestCase):
    def setUp(self):
        super().setUp()
        self.relay = DeadlySink()
        self.addCleanup(self.relay.close)
        self.enterContext(self.settings(MAIL_OUT=f"smtp://127.0.0.1:{self.relay.port}"))

    def start_worker(self) -> int:
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads; the child leaves them
            pid = os.fork()
        if not pid:
            try:
                dispatch._senders = ThreadPoolExecutor(dispatch.TOGETHER)
                dispatch._under_way.clear()
                while send_waiting():
                    pass
            finally:
                os._exit(0)
        return pid

    def wait_for(self, pids, seconds=30):
        """Wait until they have ended; who has not by then hangs, and is an error."""
        deadline = time.monotonic() + seconds
        for pid in pids:
            while os.waitpid(pid, os.WNOHANG) == (0, 0):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                    self.fail("a worker hangs")
                time.sleep(0.002)

    def work(self, workers=1):
        """Let so many workers send until none of them lives."""
        self.relay.workers = [self.start_worker() for _ in range(workers)]
        pids = list(self.relay.workers)
        self.wait_for(pids)
        self.relay.workers = []
        free_what_the_dead_held()
        self.make_due()

    def copies(self):
        parse = BytesHeaderParser().parsebytes
        return Counter(parse(mail)["Message-ID"].strip("<>") for mail in self.relay.heard)

    def settle(self):
        waiting = [DeliveryState.QUEUED, DeliveryState.SENDING]
        for _ in range(10):
            if not Delivery.objects.filter(state__in=waiting).exists():
                return
            self.work()
        self.fail("deliveries still wait")

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
