"""Agents who answer during the storm, and remember which answers were accepted."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.product import Installation

AGENTS = 4
API = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """One accepted answer; ``key`` stands in its text."""

    key: str
    ticket: int
    tries: int


class Agents:
    """Posts answers over the API, each with its Idempotency-Key until it is accepted."""

    def __init__(self, maru: Installation, token: str, seed: int) -> None:
        self._maru, self._token, self._seed = maru, token, seed
        self._stop = threading.Event()
        self.accepted: list[Answer] = []
        self.refused: list[str] = []  # what the API said no to; none is expected
        self._threads = [
            threading.Thread(target=self._answer, args=(n,), daemon=True) for n in range(AGENTS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Begin no new answers, and wait until those begun are accepted (120 s at most)."""
        self._stop.set()
        deadline = time.monotonic() + 120
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def can_read(self) -> bool:
        """Return whether the API gives the list of tickets now."""
        return self._ask("GET", "/tickets")[0] == 200

    def waiting_mails(self) -> set[int]:
        """Return the ids of the received mails that are not opened yet; empty without an answer."""
        page = self._ask("GET", "/envelopes?state=received")[1]
        return {int(envelope["id"]) for envelope in page.get("items", [])}

    def _answer(self, agent: int) -> None:
        dice = random.Random(self._seed * 100 + agent)
        number, known = 0, list[int]()
        while not self._stop.wait(dice.uniform(0.05, 0.2)):
            if number % 10 == 0 or not known:
                known = self._newest_tickets() or known
            if known:
                number += 1
                self._post(f"answer-{self._seed}-{agent}-{number}", dice.choice(known))

    def _newest_tickets(self) -> list[int]:
        status, page = self._ask("GET", "/tickets")
        return [int(ticket["number"]) for ticket in page.get("items", [])] if status == 200 else []

    def _post(self, key: str, ticket: int) -> None:
        body = {"body": f"안녕하세요, 확인했습니다. {key}", "public": True}
        deadline = time.monotonic() + 120
        tries, statuses = 0, Counter[int]()
        while time.monotonic() < deadline:
            tries += 1
            status, answer = self._ask("POST", f"/tickets/{ticket}/messages", body, key)
            statuses[status] += 1
            if status in {200, 201}:
                self.accepted.append(Answer(key, ticket, tries))
                return
            if 400 <= status < 500 and status not in {408, 429}:
                self.refused.append(f"{status} {json.dumps(answer)[:200]}")
                return
            time.sleep(0.3)
        self.refused.append(f"{key}: not accepted in 120 s, statuses {dict(statuses)}")

    def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Return status and JSON; (0, {}) when the connection broke: nobody knows what happened."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = urllib.parse.quote(key)
        connection = http.client.HTTPConnection("127.0.0.1", self._maru.port, timeout=20)
        try:
            connection.request(method, API + path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            return response.status, dict(json.loads(response.read() or b"{}"))
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        finally:
            connection.close()
