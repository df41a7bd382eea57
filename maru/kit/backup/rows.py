"""Rows as lines of JSON, the same bytes whichever database they come from."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, cast
from uuid import UUID

from django.db import connections, models
from django.utils.duration import duration_iso_string

CHUNK = 2_000
Model = type[models.Model]


def columns(model: Model) -> list[str]:
    """Return the names of the table's columns, in an order that no edit of the model changes."""
    return sorted(column.attname for column in model._meta.local_concrete_fields)


def lines(model: Model, names: list[str], alias: str) -> Iterator[bytes]:
    """Yield these columns of every row as a line, by primary key. Holds CHUNK rows in memory."""
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        text = json.dumps(
            row, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        yield text.encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a backup")


@dataclass
class Tally:
    """Counts and hashes the lines that pass."""

    rows: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def passing(self, source: Iterable[bytes]) -> Iterator[bytes]:
        for line in source:
            self._hash.update(line)
            self.rows += 1
            yield line

    @property
    def sha256(self) -> str:
        return str(self._hash.hexdigest())


def insert(model: Model, names: list[str], source: Iterable[bytes], alias: str) -> None:
    """Write the lines, whose values stand in the order ``names``, into the table."""
    by_name = {column.attname: column for column in model._meta.local_concrete_fields}
    readers = [_reader(by_name[name], alias) for name in names]
    rows = (
        [read(value) for read, value in zip(readers, json.loads(line), strict=True)]
        for line in source
    )
    quote = connections[alias].ops.quote_name
    table = quote(model._meta.db_table)
    into = ", ".join(quote(str(by_name[name].column)) for name in names)
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "postgresql":
            with cast(Any, cursor).copy(f"COPY {table} ({into}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        sql = f"INSERT INTO {table} ({into}) VALUES ({marks})"  # noqa: S608 - names of columns
        while batch := list(islice(rows, CHUNK)):
            cursor.executemany(sql, batch)


def _reader(column: models.Field[Any, Any], alias: str) -> Callable[[Any], Any]:
    connection = connections[alias]
    kept = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
    target = column
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, kept) and not hasattr(target, "from_db_value"):
        return lambda value: value
    if isinstance(target, models.JSONField):
        encoder = target.encoder
        return lambda value: (
            None
            if value is None and column.null
            else connection.ops.adapt_json_value(value, encoder)
        )
    return lambda value: (
        None if value is None else target.get_db_prep_save(target.to_python(value), connection)
    )


def clear(tables: list[Model], alias: str) -> None:
    """Take every row out of the tables, in the transaction that runs."""
    connection = connections[alias]
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - a name of a table
