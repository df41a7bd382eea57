"""A relay that kills, and workers to be killed while they send."""

import os
import random
import signal
import socket
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
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.models import Delivery
from maru.records.channels.rescue import free_what_the_dead_held

FAULTS = [f"{what} {step}" for step in STEPS for what in ("drop at", "kill before", "kill after")]


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


class KillingTestCase(DeliveryTestCase):
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
