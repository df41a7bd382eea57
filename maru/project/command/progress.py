"""How far a long command is: one line that changes in a terminal, few lines elsewhere."""

from __future__ import annotations

import sys
import time

from django.utils.translation import gettext as _

IN_TERMINAL, ELSEWHERE = 0.2, 30.0  # seconds between two words


class Progress:
    """Called with (what, done, of), as kit/backup tells it. ``of`` is 0 while nobody knows."""

    def __init__(self) -> None:
        self._every = IN_TERMINAL if sys.stderr.isatty() else ELSEWHERE
        self._last = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._last < self._every:
            return
        self._last = now
        words = {"rows": _("rows"), "files": _("files"), "mails": _("mails"),
                 "entries": _("entries"), "tickets": _("tickets")}[what]  # fmt: skip
        amount = f"{done:,} / {of:,}" if of else f"{done:,}"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{words} {amount}")
        else:
            sys.stderr.write(f"{words} {amount}\n")
        sys.stderr.flush()

    def end(self) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
