"""What lies on the disk after a cut, read without Maru: plain SQL and plain files."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import psycopg

from bench.databases import Unavailable
from bench.product import Installation

LETTERS = (
    "SELECT c.address, e.sha256 FROM channels_envelope e JOIN channels_channel c"
    " ON c.id = e.channel_id"
)


class Broken(Exception):
    """The database does not open any more."""


def survey(maru: Installation) -> dict[str, Any]:
    """Return the envelopes with the hash of what is in their files, and what the database says
    of its own health. Raises Broken when it does not open."""
    try:
        rows, integrity = _postgres(maru) if maru.database.server else _sqlite(maru)
    except (sqlite3.Error, psycopg.Error, Unavailable) as why:
        raise Broken(str(why)) from why
    envelopes = [
        {"mailbox": box, "sha256": name, "bytes": _hash(maru.home / "blobs" / name[:2] / name)}
        for box, name in rows
    ]
    return {"envelopes": envelopes, "integrity": integrity}


def _sqlite(maru: Installation) -> tuple[list[Any], str]:
    connection = sqlite3.connect(maru.home / "maru.sqlite3")
    try:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
        return connection.execute(LETTERS).fetchall(), str(integrity)
    finally:
        connection.close()


def _postgres(maru: Installation) -> tuple[list[Any], str]:
    assert maru.database.server is not None
    maru.database.server.start()
    with psycopg.connect(maru.database.url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        # Every B-tree of ours, and that each row of the heap is in it.
        connection.execute(
            "SELECT bt_index_check(c.oid, i.indisunique) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
            " WHERE a.amname = 'btree' AND c.relnamespace = 'public'::regnamespace"
        )
        return connection.execute(LETTERS).fetchall(), "ok"


def _hash(path: Path) -> str:
    """Return the hash of a file's bytes; "" when it is gone."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
