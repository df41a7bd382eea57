"""Notes that may wait: while the database cannot write, nobody is kept from reading (D9)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import transaction

from maru.kit.database.away import is_away
from maru.kit.database.full import is_full

PAUSE = 10.0  # seconds until a database is tried again that could not write

log = logging.getLogger(__name__)


class Pause:
    until = 0.0  # monotonic; of this process


def note(write: Callable[[], object]) -> None:
    """Call ``write``, which only notes a use that the next use will note again.

    Left out when the database has no room, is locked or may only be read, and then for
    ``PAUSE`` seconds in this process.
    """
    if time.monotonic() < Pause.until:
        return
    try:
        with transaction.atomic():
            write()
    except Exception as error:
        if not (is_full(error) or is_away(error)):
            raise
        Pause.until = time.monotonic() + PAUSE
        log.warning("The database cannot write; uses are noted later", exc_info=True)
