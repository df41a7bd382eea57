"""How much the mail port takes on at once: strangers may use the machine, not use it up (S12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

SEATS = 256  # connections
SEATS_EACH = 64  # from one address; a provider that forwards to us comes with a handful
SMALL = 1_000_000  # bytes of a mail that always find room: almost every mail is smaller
STAY = 3600.0  # seconds a connection may last


class Crowded(Exception):
    """Too much large mail is under way; the sender shall come again later."""


class Room:
    """What all connections of one mail port hold together. Used by one event loop, so no lock."""

    def __init__(self, largest: int) -> None:
        self._seats: Counter[str] = Counter()
        self._held = 0  # bytes, of every unfinished mail what is beyond SMALL
        self._holds = 4 * largest

    @contextmanager
    def seat(self, peer: str) -> Iterator[bool]:
        """Take a place for a connection from ``peer``; False when there is none left."""
        is_free = self._seats.total() < SEATS and self._seats[peer] < SEATS_EACH
        if not is_free:
            yield False
            return
        self._seats[peer] += 1
        try:
            yield True
        finally:
            self._seats[peer] -= 1
            self._seats += Counter()  # forgets who is gone

    @contextmanager
    def mail(self) -> Iterator[Holding]:
        """Hold one mail in memory until the block ends."""
        holding = Holding(self)
        try:
            yield holding
        finally:
            self._held -= holding.size

    def hold(self, more: int) -> None:
        if more > 0 and self._held + more > self._holds:
            raise Crowded
        self._held += more


class Holding:
    """One unfinished mail."""

    def __init__(self, room: Room) -> None:
        self._room, self.size = room, 0

    def grow(self, size: int) -> None:
        """Say that it has ``size`` bytes now. Raises Crowded."""
        beyond = max(0, size - SMALL)
        self._room.hold(beyond - self.size)
        self.size = beyond
