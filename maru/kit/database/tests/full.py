"""A database that has no room for another word: it says so itself, and nobody need be root."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from django.db import connection

# On SQLite each write brings along more than the database may grow; PostgreSQL cannot be kept
# small, so it is made to say what it says of a full disk.
_POSTGRES = """
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
    END $$
"""
_SQLITE = """
    CREATE TRIGGER {name} BEFORE {what} ON {table}
    BEGIN INSERT INTO ballast VALUES (zeroblob(50000000)); END
"""


@contextmanager
def no_room() -> Iterator[None]:
    """Let every INSERT and UPDATE fail as on a full disk. For tests that commit."""
    is_postgres = connection.vendor == "postgresql"
    names = connection.introspection.table_names()
    # Not the index of SQLite: no trigger stands on it, and its table's own comes first.
    tables = [connection.ops.quote_name(n) for n in names if not n.startswith("search_index")]
    with connection.cursor() as cursor:
        undo = _on_postgres(cursor, tables) if is_postgres else _on_sqlite(cursor, tables)
        try:
            yield
        finally:
            for statement in undo:
                cursor.execute(statement)


def _on_postgres(cursor: Any, tables: list[str]) -> list[str]:
    """Fill it up; return what undoes that."""
    cursor.execute(_POSTGRES)
    for table in tables:
        when = f"BEFORE INSERT OR UPDATE ON {table}"
        cursor.execute(f"CREATE TRIGGER no_room {when} EXECUTE FUNCTION no_room()")
    return ["DROP FUNCTION no_room CASCADE"]


def _on_sqlite(cursor: Any, tables: list[str]) -> list[str]:
    cursor.execute("CREATE TABLE ballast (weight BLOB)")
    undo = ["PRAGMA max_page_count = 1073741823"]
    for table, what in product(tables, ("INSERT", "UPDATE")):
        name = f"no_room_{len(undo)}"
        cursor.execute(_SQLITE.format(name=name, what=what, table=table))
        undo.append(f"DROP TRIGGER {name}")
    cursor.execute("PRAGMA page_count")
    cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    return [*undo, "DROP TABLE ballast"]
