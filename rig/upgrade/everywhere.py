"""An upgrade killed at every so many statements, each time from the same beginning; and back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench.databases import Database, database, folder
from bench.product import Installation
from bench.rows import Row
from rig.upgrade.leaving import left_and_back
from rig.upgrade.previous import code_of, previous
from rig.upgrade.rows import differences, rows_of
from rig.upgrade.upgrading import FURNISH, by_old_code, upgraded

EVERY, QUICK_EVERY = 20, 100  # statements


def upgrade(name: str, every: int) -> list[Row]:
    """Return the rows of one upgrade killed on its way, of many killed once, and of going back."""
    with folder("upgrade") as home, database(name) as store:
        maru = Installation(home, store)
        rows = [*upgraded(maru).rows(), *left_and_back(maru)]
    commit = previous()
    with folder("upgrade") as home, database(name) as store, code_of(commit) as code:
        old = Installation(home / "old", store)
        old.home.mkdir()
        by_old_code(old, code, FURNISH)
        rows += [*_killed_once(old, every), *_gone_back(old, code)]
    return [Row(**{**vars(row), "database": name}) for row in rows]


def _killed_once(old: Installation, every: int) -> Iterator[Row]:
    before, kills, lost, badly = rows_of(old), 0, 0, 0
    statement = 1
    while True:
        with _copy_of(old) as maru:
            end, again = maru.run("rig.upgrade.dying", str(statement), "")
            lost += bool(differences(before, rows_of(maru)))
            badly += again != 0
        if end == 0:  # it was through before that statement
            break
        kills, statement = kills + 1, statement + every
    yield Row("upgrade_kills", kills, f"of {statement} statements", target=">= 1")
    yield Row("killed_once_lost", lost, "upgrades", target="= 0")
    yield Row("killed_once_ended_badly", badly, "upgrades", target="= 0")


def _gone_back(old: Installation, code: Path) -> Iterator[Row]:
    """Upgrade, then restore by the old code, as the upgrade's last sentence says."""
    before = rows_of(old)
    old.run("rig.upgrade.dying", "")
    (backup,) = (old.home / "backups").glob("[0-9]*")
    by_old_code(old, code, RESTORE.format(path=backup))
    lost = differences(before, rows_of(old))
    yield Row("gone_back_lost", len(lost), "rows", target="= 0", note="; ".join(lost[:5]))


RESTORE = """
import django
django.setup()
from django.core.management import call_command
call_command("restore", "{path}", force=True)
"""


@contextmanager
def _copy_of(old: Installation) -> Iterator[Installation]:
    """Give the same installation again: its own home, its own database."""
    home = old.home.with_name("copy")
    shutil.copytree(old.home, home)
    try:
        with _database_like(old.database) as store:
            yield Installation(home, store)
    finally:
        shutil.rmtree(home)


@contextmanager
def _database_like(there: Database) -> Iterator[Database]:
    if not there.url:
        yield there  # SQLite lies in the home
        return
    server, _, name = there.url.rpartition("/")
    with psycopg.connect(there.url, dbname="postgres", autocommit=True) as session:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
            sql.Identifier(f"{name}_copy")
        )
        session.execute(drop)
        session.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(f"{name}_copy"), sql.Identifier(name)
            )
        )
        yield Database(there.name, f"{server}/{name}_copy", there.server)
        session.execute(drop)
