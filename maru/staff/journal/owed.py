"""Readings that a full disk did not let us write down: kept in memory, written with the next (D9).

Reading goes on while a disk is full, and each reading is in the ledger in the end. What a process
owes when it is killed stands in its log.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from django.utils import timezone

from maru.kit.database.full import is_full

log = logging.getLogger(__name__)

MOST = 10_000  # readings; whoever asks for more is refused: no reading goes unrecorded

Write = Callable[[datetime], None]

_owed: deque[tuple[datetime, Write]] = deque()
_writing = Lock()


def write_or_owe(write: Write, what: str) -> None:
    """Call ``write`` with the time of the reading, after all that is owed; owe it on a full disk.

    ``what`` says in the log what is owed, without a customer's words. Raises what ``write``
    raises for any other reason, and on a full disk once ``MOST`` readings are owed.
    """
    now = timezone.now()
    try:
        _pay()
        write(now)
    except Exception as error:
        if not is_full(error) or len(_owed) >= MOST:
            raise
        _owed.append((now, write))
        log.warning("The disk is full; written down later: %s", what)


def _pay() -> None:
    with _writing:
        while _owed:
            at, write = _owed[0]
            write(at)
            _owed.popleft()
