"""The tables of a run's test databases: one worker migrates, each works on a copy."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation
from psycopg import sql

from tools.isolation import ROOT, WORKER

MIGRATED = ROOT / "migrated"  # says which database is
migrate = BaseDatabaseCreation.create_test_db


def migrate_once() -> None:
    """Have this worker copy what another of its run has migrated; migrating takes ten seconds."""
    BaseDatabaseCreation.create_test_db = copy  # type: ignore[assignment,method-assign]


def copy(self: BaseDatabaseCreation, **options: Any) -> str:
    with alone("migrating"):
        if not MIGRATED.exists():
            MIGRATED.write_text(migrate(self, **options))
            self.connection.close()  # SQLite's file is whole then
        self.connection.settings_dict["NAME"] = MIGRATED.read_text()
        self.clone_test_db(WORKER, verbosity=0)
    self.connection.settings_dict.update(self.get_test_db_clone_settings(WORKER))
    return str(self.connection.settings_dict["NAME"])


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Keep the other workers of this run out of what is done once for all of them."""
    with (ROOT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def empty_database() -> Iterator[None]:
    """Stand on a database without tables until the end, for what is about tables of then."""
    before, mine = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_then"
    is_file = connection.vendor == "sqlite"
    if not is_file:
        _on_server("CREATE DATABASE {}", mine)
    _stand_on(mine)
    try:
        yield
    finally:
        _stand_on(before)
        if is_file:
            Path(mine).unlink(missing_ok=True)
        else:
            _on_server("DROP DATABASE {} WITH (FORCE)", mine)


def _stand_on(name: str) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        cast(Any, connection).close_pool()
    connection.settings_dict["NAME"] = name


def give_tables(home: Path) -> None:
    """Put into ``home`` the SQLite that this run has migrated; nothing where it has none (yet)."""
    if MIGRATED.exists() and not os.environ["MARU_TEST_DATABASE"].startswith("postgres"):
        (home / "maru.sqlite3").touch(mode=0o600)
        shutil.copyfile(MIGRATED.read_text(), home / "maru.sqlite3")


def drop_migrated() -> None:
    """Drop what was copied from, once no worker is left; a file goes with the folder of the run."""
    if MIGRATED.exists() and os.environ["MARU_TEST_DATABASE"].startswith("postgres"):
        _on_server("DROP DATABASE {}", MIGRATED.read_text())


def _on_server(statement: LiteralString, name: str) -> None:
    url = os.environ["MARU_TEST_DATABASE"]
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL(statement).format(sql.Identifier(name)))
