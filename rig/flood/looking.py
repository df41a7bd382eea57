"""Agents who go on with their work: each opens a page every second, and the clock is looked at."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Sequence
from urllib.parse import quote

EVERY = 1.0  # seconds


class Lookers:
    """``taken`` has the seconds of each page, ``failed`` what did not come whole."""

    def __init__(self, port: int, cookies: Sequence[str], seed: int) -> None:
        self._port, self._seed, self._stop = port, seed, threading.Event()
        self.taken: list[float] = []
        self.failed: list[str] = []
        self._threads = [
            threading.Thread(target=self._look, args=(n, cookie), daemon=True)
            for n, cookie in enumerate(cookies)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def p95(self) -> float:
        """Return seconds; 0 while no page came."""
        taken = sorted(self.taken)
        return taken[int(len(taken) * 0.95)] if taken else 0.0

    def _look(self, number: int, cookie: str) -> None:
        dice = random.Random(self._seed * 100 + number)
        pages = ["/tickets/", f"/tickets/?q={quote('환불')}", "/mine/", "/tickets/1/"]
        while not self._stop.wait(dice.uniform(0.5, 1.5) * EVERY):
            page = dice.choice(pages)
            began = time.perf_counter()
            status = self._ask(page, cookie)
            if status in {200, 302, 404}:
                self.taken.append(time.perf_counter() - began)
            else:
                self.failed.append(f"{page} {status}")

    def _ask(self, page: str, cookie: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request("GET", page, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
