"""A second database for a while: a snapshot that is read, a copy that is compared."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import Model
from psycopg import IsolationLevel

_alias: ContextVar[str | None] = ContextVar("elsewhere", default=None)


class Router:
    """Sends every query to where ``elsewhere`` points, to the default otherwise."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return _alias.get()

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return _alias.get()

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        return True if _alias.get() else None


@contextmanager
def elsewhere(alias: str) -> Iterator[None]:
    """Send the queries of this thread that name no database to ``alias``."""
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)


@contextmanager
def snapshot() -> Iterator[str]:
    """Give the alias of a connection that sees the database as it is now, whatever is written.

    Holds up no writer. On SQLite the write-ahead log grows until it ends.
    """
    given = copy.deepcopy(connection.settings_dict)
    options = given["OPTIONS"]
    if connection.vendor == "postgresql":
        options.pop("pool", None)
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    else:
        options["transaction_mode"] = "DEFERRED"  # a reader: it asks for no lock
    with _opened("snapshot", given) as alias, transaction.atomic(using=alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")  # it begins with a look
        yield alias


@contextmanager
def sqlite_at(path: Path) -> Iterator[str]:
    """Give the alias of a SQLite database at ``path``; made when it is not there.

    It is a copy that nobody needs after a crash, so it does not wait for the disk.
    """
    given = {**copy.deepcopy(connection.settings_dict), "HOST": "", "PORT": "", "USER": ""}
    given |= {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"init_command": "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"},
    }
    with _opened("copy", given) as alias:
        yield alias


@contextmanager
def _opened(alias: str, given: dict[str, Any]) -> Iterator[str]:
    if alias in connections.databases:
        raise RuntimeError(f"{alias} is open already")
    connections.databases[alias] = {**given, "CONN_MAX_AGE": None}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]
