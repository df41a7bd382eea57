"""What must come through an upgrade, read past both versions' code."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.product import Installation

TABLES = {
    False: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    True: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
GROWS = {  # by what an upgrade writes down of itself
    "django_migrations", "django_content_type", "auth_permission", "journal_event",
    "backups_backup",
}  # fmt: skip
# Tables that are gone on purpose; what stood in them stands in another.
TAKEN_OVER = {"tickets_noticewishes": "notifications_wish"}


@dataclass(frozen=True)
class Rows:
    counts: dict[str, int]  # by table
    messages: dict[int, str]  # id -> hash of its words
    mails: dict[int, str]  # envelope -> sha256 of the bytes that lie on the disk


def rows_of(maru: Installation) -> Rows:
    """Read all of them; nothing of Maru runs meanwhile."""
    is_server = bool(maru.database.url)
    session: Any = (
        psycopg.connect(maru.database.url)
        if is_server
        else sqlite3.connect(maru.home / "maru.sqlite3")
    )
    with closing(session):
        ask: Callable[[str], list[Any]] = lambda sql: session.execute(sql).fetchall()  # noqa: E731
        tables = sorted(name for (name,) in ask(TABLES[is_server]))
        counts = {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for name in tables}
        messages = {
            int(key): hashlib.sha256((words or "").encode()).hexdigest()
            for key, words in ask("SELECT id, text FROM tickets_message")
        }
        mails = {
            int(key): _sha256(maru.home / "blobs" / name[:2] / name)
            for key, name in ask("SELECT id, sha256 FROM channels_envelope")
        }
    return Rows(counts, messages, mails)


def differences(before: Rows, after: Rows) -> list[str]:
    """Return what is missing, different or too much, a line each. New tables may be there."""
    found = [
        f"{table}: {count} -> {after.counts.get(table)}"
        for table, count in before.counts.items()
        if after.counts.get(table) != count
        and not (TAKEN_OVER.get(table) in after.counts and table not in after.counts)
        and not (table in GROWS and after.counts.get(table, 0) >= count)
    ]
    for what, then, now in (
        ("message", before.messages, after.messages),
        ("mail", before.mails, after.mails),
    ):
        found += [
            f"{what} {key}" for key in then.keys() | now.keys() if then.get(key) != now.get(key)
        ]
    return found


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return "missing"
