"""The database: reachable, up to date, and set so that a commit survives a power cut."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.checks import Finding, good, warning, wrong
from maru.kit.database.direct import direct
from maru.kit.database.upkeep import standing
from maru.project.migrating import newer

OLDEST = 15  # of PostgreSQL


def unreachable() -> Finding | None:
    """Return why the database cannot be asked; None when it answers. Waits 5 seconds at most."""
    try:
        if connection.vendor == "postgresql":
            direct().close()
        connection.ensure_connection()
    except (DatabaseError, psycopg.Error) as error:
        return wrong(
            _("The database does not answer: %(error)s") % {"error": str(error).splitlines()[-1]},
            _("Start it, and look at MARU_DATABASE_URL: host, name, user, password."),
        )
    return None


def database() -> Iterator[Finding]:
    """Look at a database that answers."""
    yield from _postgres() if connection.vendor == "postgresql" else _sqlite()
    yield from _migrations()


def _migrations() -> Iterator[Finding]:
    between = standing()
    if between.unknown:
        yield wrong(newer(between.unknown), "")
    elif n := len(between.pending):
        yield wrong(
            ngettext(
                "%(n)s change of the database waits.",
                "%(n)s changes of the database wait.",
                n,
            )
            % {"n": n},
            _("Run: bin/maru upgrade"),
        )  # fmt: skip
    else:
        yield good(_("The database is up to date."))


def _asked(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def _sqlite() -> Iterator[Finding]:
    yield good(_("Database: SQLite in %(path)s.") % {"path": connection.settings_dict["NAME"]})
    if _asked("PRAGMA journal_mode") != "wal" or _asked("PRAGMA synchronous") != "2":
        yield wrong(
            _("SQLite does not write as safely as Maru needs (WAL, synchronous=FULL)."),
            _("Put MARU_HOME on a local disk; network file systems cannot do this."),
        )


def _postgres() -> Iterator[Finding]:
    version = int(_asked("SHOW server_version_num")) // 10_000
    if version < OLDEST:
        yield wrong(
            _("PostgreSQL %(version)s is too old.") % {"version": version},
            _("Maru needs version %(oldest)s or later.") % {"oldest": OLDEST},
        )
    else:
        yield good(_("Database: PostgreSQL %(version)s.") % {"version": version})
    language = _asked("SELECT datctype FROM pg_database WHERE datname = current_database()")
    if _asked("SHOW server_encoding") != "UTF8" or language in {"C", "POSIX"}:
        yield wrong(
            _("This database does not know Hangul as letters (locale %(name)s).")
            % {"name": language},
            _("Make it anew with: createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0"),
        )
    for name in ("synchronous_commit", "fsync"):
        if _asked(f"SHOW {name}") in {"off"}:
            yield wrong(
                _("%(name)s is off: a power cut could lose accepted mail.") % {"name": name},
                _("Set %(name)s = on in postgresql.conf.") % {"name": name},
            )
    apart = abs(float(_asked("SELECT extract(epoch FROM clock_timestamp())")) - time.time())
    if apart > 2:
        yield warning(
            _("The clock of the database differs by %(n)s seconds.") % {"n": round(apart)},
            _("Have both machines set their clocks by NTP."),
        )
