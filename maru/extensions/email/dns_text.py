"""TXT records of the DNS, with little patience."""

from __future__ import annotations

import time
from collections.abc import Callable

import dns.exception
import dns.resolver

PATIENCE = 2.0  # seconds for one answer
REST = 60.0  # seconds without asking, once nobody answered: mail does not wait for a dead DNS

Ask = Callable[[str], str | None]


class Unanswered(Exception):
    """The DNS did not answer: nothing is known of the name."""


class Asking:
    """Asks, and rests after a question that stayed without an answer."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._rests_until = 0.0

    def __call__(self, name: str) -> str | None:
        """Return the record, None if there is none. Raises Unanswered."""
        if time.monotonic() < self._rests_until:
            raise Unanswered(name)
        try:
            return self._ask(name)
        except Unanswered:
            self._rests_until = time.monotonic() + REST
            raise


def ask(name: str) -> str | None:
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=PATIENCE)
        return b"".join(answer[0].strings).decode("utf-8", "replace")
    except (
        dns.resolver.NXDOMAIN,
        dns.resolver.NoAnswer,
        dns.name.LabelTooLong,
        dns.name.EmptyLabel,
    ):
        return None
    except (dns.exception.DNSException, OSError) as why:
        raise Unanswered(name) from why


text = Asking(ask)
