from __future__ import annotations

import sqlite3

import psycopg
from django.db import InterfaceError, InternalError, OperationalError

_SQLITE = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
}  # fmt: skip
# PostgreSQL's classes and codes: the connection broke; the server ends or starts; it has too many
# clients; it is a copy that is only read.
_POSTGRES = ("08", "57P", "53300", "25006")


def is_away(error: BaseException) -> bool:
    """Return whether the database cannot be used now, and may be used again in a moment (D10)."""
    if not isinstance(error, OperationalError | InterfaceError | InternalError):
        return False
    said = error.__cause__
    if isinstance(said, sqlite3.Error):
        return said.sqlite_errorcode & 0xFF in _SQLITE
    if isinstance(said, psycopg.Error) and said.sqlstate:
        return said.sqlstate.startswith(_POSTGRES)
    return not isinstance(error, InternalError)  # nobody answered


def is_too_much(error: BaseException) -> bool:
    """Return whether the statement itself asks for more than the database does: too many values,
    too deep an expression. It will do so the next time, too, though drivers call it operational.
    """
    said = error.__cause__
    if isinstance(said, psycopg.Error):
        return (said.sqlstate or "").startswith("54")  # program limit exceeded
    return isinstance(said, sqlite3.Error) and said.sqlite_errorcode == sqlite3.SQLITE_ERROR
