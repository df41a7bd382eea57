"""Who uses the tables as they are, and who alone may change them.

Whatever runs for long shares them; an upgrade and a restore have them alone. On
SQLite that is a lock on two files in MARU_HOME, on PostgreSQL two numbers in the
database itself, because there Maru may run on many machines. Both end with the
process, however it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.db import connection

from maru.kit.database.direct import direct


class Tables(Protocol):
    """This process's hold on the tables. Raises psycopg.Error while PostgreSQL is away."""

    def is_being_changed(self) -> bool:
        """Return whether somebody else changes them, or waits until all others have left."""

    def share(self) -> bool:
        """Use them as they are, until ``let_go``; return False if somebody has them alone."""

    def is_shared(self) -> bool:
        """Return whether ``share`` still holds: a connection that was cut holds nothing."""

    def begin_change(self) -> bool:
        """Ask all others to leave; return False if somebody else did already."""

    def have_alone(self) -> bool:
        """After ``begin_change``: return whether all others have left, and none can come."""

    def let_go(self) -> None:
        """End whatever this hold is."""


def tables() -> Tables:
    return OnServer() if connection.vendor == "postgresql" else InFiles()


class InFiles:
    """The hold on a SQLite database: all its users are on this machine."""

    def __init__(self) -> None:
        self._folder = Path(settings.HOME) / "tables"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._held: dict[str, int] = {}

    def is_being_changed(self) -> bool:
        descriptor = self._lock("change", fcntl.LOCK_SH)
        if descriptor is None:
            return True
        os.close(descriptor)
        return False

    def share(self) -> bool:
        return self._hold("use", fcntl.LOCK_SH)

    def is_shared(self) -> bool:
        return "use" in self._held

    def begin_change(self) -> bool:
        return self._hold("change", fcntl.LOCK_EX)

    def have_alone(self) -> bool:
        return self._hold("use", fcntl.LOCK_EX)

    def let_go(self) -> None:
        while self._held:
            os.close(self._held.popitem()[1])

    def _hold(self, name: str, how: int) -> bool:
        if name not in self._held and (descriptor := self._lock(name, how)) is not None:
            self._held[name] = descriptor
        return name in self._held

    def _lock(self, name: str, how: int) -> int | None:
        descriptor = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor


MARU = int.from_bytes(b"maru", "big")  # the first half of our numbers, away from others' locks
USE, CHANGE = 1, 2
_IS_BEING_CHANGED = """
    SELECT EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid = %s AND objid = %s
    )
"""


class OnServer:
    """The hold on a PostgreSQL database: a session of its own, which the server ends with us."""

    def __init__(self) -> None:
        self._session: psycopg.Connection[Any] | None = None
        self._held: set[int] = set()

    def is_being_changed(self) -> bool:
        return self._ask(_IS_BEING_CHANGED, CHANGE)

    def share(self) -> bool:
        return self._hold(USE, "SELECT pg_try_advisory_lock_shared(%s, %s)")

    def is_shared(self) -> bool:
        return USE in self._held

    def begin_change(self) -> bool:
        return self._hold(CHANGE, "SELECT pg_try_advisory_lock(%s, %s)")

    def have_alone(self) -> bool:
        return self._hold(USE, "SELECT pg_try_advisory_lock(%s, %s)")

    def let_go(self) -> None:
        if self._session is not None and self._held:
            # By word, too: the server notices an ended session only a moment later.
            with contextlib.suppress(psycopg.Error):
                self._session.execute("SELECT pg_advisory_unlock_all()")
        self._end_session()

    def _end_session(self) -> None:
        self._held.clear()
        if self._session is not None:
            self._session.close()
            self._session = None

    def _hold(self, number: int, sql: str) -> bool:
        if number not in self._held and self._ask(sql, number):
            self._held.add(number)
        return number in self._held

    def _ask(self, sql: Any, number: int) -> bool:
        try:
            if self._session is None:
                self._session = direct()
            row = self._session.execute(sql, [MARU, number]).fetchone()
            return bool(row and row[0])
        except psycopg.Error:
            self._end_session()  # a session that was cut has lost its locks
            raise
