"""Rows in bulk: COPY on PostgreSQL, long INSERTs on SQLite; no model is made of any.

A thread of its own writes them, so that the next are put together while the database is busy.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

Moment = str | datetime
_VALUES = 30_000  # of one statement; SQLite takes 32,766
_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)


class Pen:
    """Writes in the order told, in a thread of its own but over the caller's connection: within
    the caller's transaction, in which nobody asks anything else meanwhile."""

    def __init__(self) -> None:
        self.connection: BaseDatabaseWrapper = connections[DEFAULT_DB_ALIAS]
        self._thread = ThreadPoolExecutor(1, "seeding")
        self._told: list[Future[None]] = []

    def __enter__(self) -> Self:
        self.connection.inc_thread_sharing()
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        """Wait until all is written; raise what kept something from it."""
        self._thread.shutdown(cancel_futures=kind is not None)
        self.connection.dec_thread_sharing()
        if kind is None:
            for each in self._told:
                each.result()

    def tell(self, write: Callable[..., None], *given: Any) -> None:
        self._told.append(self._thread.submit(self._run, write, given))

    def _run(self, write: Callable[..., None], given: Sequence[Any]) -> None:
        with self.connection.wrap_database_errors:
            write(self.connection, *given)


class Table:
    """Where rows of ``model`` go. Named columns are given with each, all others are defaults."""

    def __init__(self, model: type[models.Model], *given: str) -> None:
        self._table, pk = model._meta.db_table, model._meta.pk
        self._key = pk.column
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        rest = [f for f in by_name.values() if f.attname not in given and f is not pk]
        self._columns = [by_name[name].column for name in given] + [f.column for f in rest]
        self._rest = tuple(_default(field) for field in rest)

    def reserve(self, count: int) -> Sequence[int]:
        """Return ``count`` keys, rising, that nobody else takes.

        On SQLite, which has one writer at a time, within the transaction that writes them.
        """
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                    [self._table, self._key, count],
                )
                return sorted(row[0] for row in cursor.fetchall())
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self._table])
            row = cursor.fetchone()
            first = row[0] + 1 if row else 1
            return range(first, first + count)

    def write(self, pen: Pen, rows: Sequence[tuple[Any, ...]]) -> None:
        pen.tell(self._write, rows)

    def _write(self, connection: BaseDatabaseWrapper, rows: Sequence[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{column}"' for column in self._columns)
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor,
                cursor.copy(f'COPY "{self._table}" ({names}) FROM STDIN') as copy,
            ):
                for row in rows:
                    copy.write_row(row + self._rest)
            return
        at_once = _VALUES // len(self._columns)
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            insert(connection, f'INTO "{self._table}" ({names})', some, self._rest)


def insert(
    connection: BaseDatabaseWrapper,
    into: str,
    rows: Sequence[tuple[Any, ...]],
    rest: tuple[Any, ...] = (),
) -> None:
    """Insert ``rows`` on SQLite, each followed by ``rest``.

    One statement of many rows takes half the time of as many statements. It is handed past
    Django, which would look through all of it for its %s.
    """
    one = f"({', '.join('?' * len(rows[0]))})"
    columns = ", ".join(["told.*", *("?" * len(rest))])
    sql = f"INSERT {into} SELECT {columns} FROM (VALUES {', '.join([one] * len(rows))}) AS told"  # noqa: S608
    connection.connection.execute(sql, [*rest, *chain.from_iterable(rows)])


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    return json.dumps(value) if isinstance(field, models.JSONField) and value is not None else value


class Clock:
    """Moments, in seconds since 1970, as the database takes them."""

    def __init__(self) -> None:
        self._takes_text = connection.vendor != "postgresql"

    def __call__(self, seconds: float) -> Moment:
        since = timedelta(seconds=seconds)
        return str(_EPOCH + since) if self._takes_text else _EPOCH_UTC + since


as_json = json.JSONEncoder(ensure_ascii=False).encode
