from __future__ import annotations

import errno
import re

from django.db import DatabaseError

_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException) -> bool:
    """Return whether a disk says that it is full: the files' or the database's (D9)."""
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    # SQLite: "database or disk is full"; PostgreSQL: "No space left on device".
    return isinstance(error, DatabaseError) and bool(re.search("full|No space", str(error)))
