"""Processes of one home ring one another, without Redis."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase, override_settings

from maru.kit.live import bell, neighbours

PATIENCE = 30  # seconds
# Stands for another process that has a bell, until it is killed.
ANOTHER = """
import asyncio, sys
from django.conf import settings
settings.configure(HOME=sys.argv[1])
from maru.kit.live import neighbours
async def stay():
    async with neighbours.heard(lambda: print("heard", flush=True)):
        print("listens", flush=True)
        await asyncio.sleep(600)
asyncio.run(stay())
"""


class NeighboursTests(SimpleTestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        changed = override_settings(HOME=self.home, REDIS_URL="")
        changed.enable()
        self.addCleanup(changed.disable)

    def bells(self):
        return sorted((self.home / "bells").iterdir())

    def test_a_ring_wakes_who_listens_and_many_are_one_look(self):
        async def listen():
            heard, woken = [], asyncio.Event()
            async with bell.heard(lambda: (heard.append(1), woken.set())):
                for _n in range(5):
                    bell.ring("a fact")
                async with asyncio.timeout(PATIENCE):
                    await woken.wait()
                self.assertEqual(len(self.bells()), 1)
            bell.ring("nobody listens any more")
            return len(heard)

        self.assertEqual(asyncio.run(listen()), 1)
        self.assertEqual(self.bells(), [])

    def test_another_process_is_rung_and_once_killed_its_bell_is_taken_away(self):
        command = [sys.executable, "-c", ANOTHER, str(self.home)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as another:
            assert another.stdout
            try:
                self.assertEqual(another.stdout.readline(), "listens\n")
                neighbours.ring()
                self.assertEqual(another.stdout.readline(), "heard\n")
            finally:
                another.send_signal(signal.SIGKILL)
        self.assertEqual(len(self.bells()), 1)
        neighbours.ring()
        self.assertEqual(self.bells(), [])

    def test_who_does_not_listen_keeps_nobody_from_ringing(self):
        async def never_looks():
            async with neighbours.heard(lambda: None):
                for _n in range(5_000):  # more than a socket holds
                    neighbours.ring()

        asyncio.run(never_looks())

    def test_a_home_whose_name_is_too_long_has_no_bell(self):
        async def listen():
            async with neighbours.heard(self.fail):
                neighbours.ring()
                await asyncio.sleep(0)

        with override_settings(HOME=self.home / ("x" * neighbours.LONGEST)):
            asyncio.run(listen())
