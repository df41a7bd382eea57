"""A sweep that gives way: first those that have work."""

import threading
import time

from django.test import TestCase

from maru.kit.jobs.sweeps import Sweep, _sweeps


class GivingWayTests(TestCase):
    def setUp(self):
        self.order: list[str] = []
        self.may_end = threading.Event()
        self.had_work = threading.Event()
        self.pressing = self.registered(Sweep("test.pressing", self.work, 60.0))
        self.worker = threading.Thread(target=self.pressing.run)
        self.addCleanup(self.worker.join)
        self.addCleanup(self.may_end.set)

    def registered(self, sweep: Sweep) -> Sweep:
        _sweeps[sweep.name] = sweep
        self.addCleanup(_sweeps.pop, sweep.name)
        return sweep

    def work(self) -> int:
        """Have a first batch, then look for another until the test says so."""
        if not self.had_work.is_set():
            self.had_work.set()
            return 1
        self.may_end.wait(20)
        self.order.append("pressing")
        return 0

    def begin(self) -> None:
        self.worker.start()
        self.had_work.wait(20)
        while not self.pressing.is_at_work:
            time.sleep(0.01)

    def idle(self) -> int:
        self.order.append("idle")
        return 0

    def test_it_goes_once_the_others_have_no_work(self):
        idle = self.registered(Sweep("test.idle", self.idle, 60.0, gives_way=20.0))
        self.begin()
        threading.Timer(0.3, self.may_end.set).start()
        idle.run()
        self.assertEqual(self.order, ["pressing", "idle"])

    def test_it_waits_no_longer_than_it_says(self):
        idle = self.registered(Sweep("test.idle", self.idle, 60.0, gives_way=0.2))
        self.begin()
        idle.run()
        self.assertEqual(self.order, ["idle"])

    def test_others_wait_for_nobody(self):
        other = self.registered(Sweep("test.other", self.idle, 60.0))
        self.begin()
        other.run()
        self.assertEqual(self.order, ["idle"])
