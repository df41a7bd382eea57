"""Cutting an mbox into mails while it is read, in constant memory.

mbox has no standard but RFC 4155's description. A mail begins with a line "From somebody date";
in a mail such a line is written ">From" (mboxo), and one that began with ">" already gets another
(mboxrd). Google, Thunderbird, Apple and Dovecot write one or the other, with LF or CRLF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, BinaryIO

from maru.extensions.email.importing.spool import Spool

LINE = 1 << 16  # bytes of a line read at once

_FROM = re.compile(
    rb"From \S*.{0,200}?([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}):(\d{2})(?::(\d{2}))?"
    rb"(?: +[A-Z]{1,5}| +[+-]\d{4}){0,2} +(\d{4})"
)
_FIELD = re.compile(rb"(?:[!-9;-~]{1,76}:|>From )")
_QUOTED = re.compile(rb">+From ")
_MONTHS = [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct",
           b"Nov", b"Dec"]  # fmt: skip


@dataclass
class Cut:
    """One mail of an mbox, as SMTP would have brought it: CRLF, and no ">" that was not there."""

    content: IO[bytes]
    size: int
    end: int  # where in the file to go on
    at: datetime | None  # what the line before it says


def is_mbox(head: bytes) -> bool:
    return _FROM.match(head.lstrip(b"\r\n")) is not None


def mails_of(stream: BinaryIO, start: int = 0) -> Iterator[Cut]:
    """Yield the mails from ``start`` on, which is 0 or the ``end`` of an earlier one."""
    if start:
        stream.seek(start)
    position, growing, waiting, is_line_start = start, None, None, True
    while piece := stream.readline(LINE):
        if waiting is not None:
            # Only before a header is it what it looks like.
            if _FIELD.match(piece):
                if growing:
                    yield growing.cut(end=waiting[1])
                growing = _Growing(_date(waiting[0]))
            elif growing:
                growing.add(waiting[0], is_line_start=True)
            waiting = None
        is_first = growing is None and piece.startswith(b"From ")
        if is_line_start and (is_first or _FROM.match(piece)):
            waiting = (piece, position)
        elif growing or piece.strip():
            growing = growing or _Growing(None)  # without its first line: still a mail
            growing.add(piece, is_line_start=is_line_start)
        is_line_start = piece.endswith(b"\n")
        position += len(piece)
    if growing:
        if waiting:
            growing.add(waiting[0], is_line_start=True)
        yield growing.cut(end=position)


class _Growing:
    def __init__(self, at: datetime | None) -> None:
        self._at, self._blank, self._spool = at, 0, Spool()

    def add(self, piece: bytes, *, is_line_start: bool) -> None:
        ends = piece.endswith(b"\n")
        line = piece.rstrip(b"\r\n") if ends else piece
        if is_line_start and ends and not line:
            self._blank += 1
            return
        if self._blank:
            self._spool.write(b"\r\n" * self._blank)
            self._blank = 0
        if is_line_start and _QUOTED.match(line):
            line = line[1:]
        self._spool.write(line + b"\r\n" if ends else line)

    def cut(self, *, end: int) -> Cut:
        """The last blank line belongs to the mbox."""
        self._spool.write(b"\r\n" * max(0, self._blank - 1))
        self._spool.file.seek(0)
        return Cut(self._spool.file, self._spool.size, end, self._at)


def _date(line: bytes) -> datetime | None:
    found = _FROM.match(line)
    if found is None or found[1] not in _MONTHS:
        return None
    day, hour, minute, second, year = (int(found[n] or 0) for n in (2, 3, 4, 5, 6))
    try:
        return datetime(year, _MONTHS.index(found[1]) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
