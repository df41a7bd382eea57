"""Rows in bulk: COPY on PostgreSQL, one prepared INSERT on SQLite; no model is made of any."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, models

Moment = str | datetime
_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)


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

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{column}"' for column in self._columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self._table}" ({names}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row + self._rest)
            elif rows:
                marks = ", ".join(["%s"] * len(self._columns))
                sql = f'INSERT INTO "{self._table}" ({names}) VALUES ({marks})'  # noqa: S608
                cursor.executemany(sql, [row + self._rest for row in rows])


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
