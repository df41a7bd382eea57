"""Sixteen senders that behave as real mail servers do: without a 250 the same bytes come again."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from bench.mails import Mail
from bench.sending import Connection, NotTaken

SENDERS = 16
REDELIVERED = 0.02  # share of the mails that come once more although they were acknowledged
PAUSE = (0.2, 1.0)  # seconds before another try
BREATH = 0.2  # seconds before a broken connection is opened anew


@dataclass
class Tally:
    attempts: int = 0
    not_acknowledged: int = 0  # attempts that broke off or were put off
    redelivered: int = 0
    refused: int = 0  # 5xx: a real sender gives up; none is expected


class Feeder:
    """Sends ``mails`` by all ``ports`` in turn; ``acknowledged`` holds what was answered with 250.

    A reply goes out once the mail it answers was acknowledged, as no customer
    answers what they have not written.
    """

    def __init__(self, mails: Sequence[Mail], ports: Sequence[int], seed: int) -> None:
        self._dice = random.Random(seed)
        again = self._dice.random
        self._twice = {mail.message_id for mail in mails if again() < REDELIVERED}
        self._ready: deque[Mail] = deque()
        self._held: dict[str, list[Mail]] = {}
        self._later: list[tuple[float, Mail]] = []
        self._ports, self._lock = list(ports), threading.Lock()
        self._left = len(mails) + len(self._twice)
        self._known: set[str] = set()
        self._ceiling = float("inf")
        self.acknowledged: list[Mail] = []
        self.tally = Tally()
        for mail in mails:
            if mail.answers:
                self._held.setdefault(mail.answers, []).append(mail)
            else:
                self._ready.append(mail)
        self._threads = [
            threading.Thread(target=self._send_all, args=(n,), daemon=True) for n in range(SENDERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def also(self, mails: Sequence[Mail]) -> None:
        """Strew more mails among those that have not gone out yet; nothing answers them."""
        with self._lock:
            for mail in mails:
                self._ready.insert(self._dice.randrange(len(self._ready) + 1), mail)
            self._left += len(mails)

    def join(self) -> None:
        """Wait until every sender has hung up."""
        for thread in self._threads:
            thread.join()

    @property
    def is_done(self) -> bool:
        return self._left <= 0

    def pause_at(self, count: float) -> None:
        """Acknowledge no more than about ``count`` mails for now: the killer keeps up."""
        self._ceiling = count

    def _send_all(self, number: int) -> None:
        connection: Connection | None = None
        turn = number
        while not self.is_done:
            mail = self._take()
            if mail is None:
                time.sleep(0.02)
                continue
            try:
                if connection is None:
                    connection = Connection(self._ports[turn % len(self._ports)])
                connection.send(mail.raw, mail.sender, mail.mailboxes)
            except NotTaken as answer:
                self._note_failure(mail, answer.is_final)
            except OSError:
                self._note_failure(mail, is_final=False)
                if connection is not None:
                    connection.close()
                connection, turn = None, turn + 1
                time.sleep(BREATH)
            else:
                self._note_success(mail)
        if connection is not None:
            connection.close()

    def _take(self) -> Mail | None:
        with self._lock:
            if len(self.acknowledged) >= self._ceiling:
                return None
            now = time.monotonic()
            due = next((entry for entry in self._later if entry[0] <= now), None)
            if due:
                self._later.remove(due)
                mail = due[1]
            elif self._ready:
                mail = self._ready.popleft()
            else:
                return None
            self.tally.attempts += 1
            return mail

    def _note_success(self, mail: Mail) -> None:
        with self._lock:
            self._left -= 1
            if mail.message_id in self._known:
                self.tally.redelivered += 1
                return
            self._known.add(mail.message_id)
            self.acknowledged.append(mail)
            self._ready.extend(self._held.pop(mail.message_id, []))
            if mail.message_id in self._twice:
                self._later.append((time.monotonic() + self._dice.uniform(0, 5), mail))

    def _note_failure(self, mail: Mail, is_final: bool) -> None:
        with self._lock:
            if is_final:
                self.tally.refused += 1
                self._left -= 1 + (mail.message_id in self._twice)
                return
            self.tally.not_acknowledged += 1
            self._later.append((time.monotonic() + self._dice.uniform(*PAUSE), mail))
