from __future__ import annotations

import errno
import re

import psycopg
from django.db import DatabaseError

_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException) -> bool:
    """Return whether a disk says that it is full: the files' or the database's (D9)."""
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    if not isinstance(error, DatabaseError):
        return False
    said = error.__cause__
    if isinstance(said, psycopg.Error) and said.sqlstate:
        # disk_full: its words are in the language of the server's lc_messages.
        return said.sqlstate == "53100"
    # SQLite: "database or disk is full"; PostgreSQL: "No space left on device".
    return bool(re.search("full|No space", str(error)))
