"""Under which circumstances a line was written: which part, which request, which member."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterator
from contextvars import ContextVar

_part: list[str] = [""]
_request: ContextVar[str] = ContextVar("log_request", default="")
_member: ContextVar[int | None] = ContextVar("log_member", default=None)


def this_is(part: str) -> None:
    """Name this process in its lines: web, worker, mail, live."""
    _part[:] = [part]


def part() -> str:
    return _part[0]


@contextlib.contextmanager
def in_request() -> Iterator[str]:
    """Give a new name for a request; the lines of this thread carry it meanwhile."""
    name = secrets.token_hex(6)
    request, member = _request.set(name), _member.set(None)
    try:
        yield name
    finally:
        _request.reset(request)
        _member.reset(member)


def by_member(pk: int | None) -> None:
    """Have the lines of this request carry the number of the member, never name or address."""
    _member.set(pk)


class Circumstances(logging.Filter):
    """Adds ``part``, ``request_id`` and ``member_id`` to each record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.part = part()
        record.request_id = _request.get()
        record.member_id = _member.get()
        return True
