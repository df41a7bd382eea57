"""What may not stand in a log: customers' words and addresses, tokens, forged lines (S20)."""

from __future__ import annotations

import logging
import re
import traceback

ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]=]+@[^\s<>\"'(),;:\[\]=]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
PASSWORD = re.compile(r"(\w+://)[^\s/@]*:[^\s/@]*@")
BEARER = re.compile(r"(?i)(bearer\s+|maru_)[\w.~+/-]{8,}")
LONGEST = 2_000  # characters of a message

# What the machine says of itself may be told; what an error says of data may be a customer's.
OF_THE_MACHINE = (
    "OSError", "OperationalError", "InterfaceError", "PoolTimeout", "RedisError",
    "SMTPServerDisconnected", "SMTPConnectError",
)  # fmt: skip


def scrubbed(text: str) -> str:
    """Return ``text`` on one line, without addresses, passwords and tokens."""
    text = PASSWORD.sub(r"\1[secret]@", text)
    text = BEARER.sub(r"\1[secret]", text)
    text = ADDRESS.sub("[address]", text)
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)[:LONGEST]


def told(error: BaseException) -> str:
    """Return what may be said of an error: its kind, and its words when they are the machine's."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    name = type(error).__name__
    if kinds.isdisjoint(OF_THE_MACHINE):
        return name
    # PostgreSQL quotes rows on a second line.
    words = str(error).partition("\n")[0]
    return f"{name}: {words}"


def where(error: BaseException) -> str:
    """Return the errors that led to this one with their places in the code, and no data."""
    seen: list[str] = []
    known: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in known:
        known.add(id(at))
        frames = traceback.extract_tb(at.__traceback__)
        places = " < ".join(
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-12:])
        )
        seen.append(f"{scrubbed(told(at))} at {places or '?'}")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "; after ".join(seen)


def message_of(record: logging.LogRecord) -> str:
    """Return the record's message with nothing in it that may not be told."""
    args = record.args
    if isinstance(args, tuple):
        args = tuple(_said(arg, record) for arg in args)
    elif isinstance(args, dict):
        args = {name: _said(arg, record) for name, arg in args.items()}
    message = str(record.msg) if not isinstance(record.msg, BaseException) else told(record.msg)
    try:
        return scrubbed(message % args if args else message)
    except (TypeError, ValueError):  # a line of somebody else's, wrongly put together
        return scrubbed(message)


def _said(arg: object, record: logging.LogRecord) -> object:
    if isinstance(arg, BaseException):
        return told(arg)
    request = getattr(record, "request", None)
    if request is not None and arg == getattr(request, "path", None):
        return route_of(request)  # a path may hold a token
    return arg


def route_of(request: object) -> str:
    """Return the pattern of the address that a Django request asks for, without what fills it."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else "/(no such address)"
