"""A mail that its sender's program cut into several, and how it becomes one (RFC 2046, 5.2.2)."""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from maru.kit.mailparse.headers import read_headers
from maru.kit.mailparse.limits import MAX_HEADER, MAX_RAW, Unreadable
from maru.kit.mailparse.mail import Piece
from maru.kit.mailparse.structure import Part, without_lead

_CHUNK = 1 << 20
_NUMBER = re.compile(r"[0-9]{1,3}")
_ENCODINGS = {b"", b"7bit", b"8bit", b"binary"}  # what else there is, a piece may not have
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_INNER = {b"subject", b"message-id", b"encrypted", b"mime-version"}


def piece_of(root: Part) -> Piece | None:
    """Return which piece a mail is; None for a whole one, and for one that says it wrongly."""
    encoding = root.headers.raw("content-transfer-encoding").strip().lower()
    if root.kind != "message/partial" or encoding not in _ENCODINGS:
        return None
    number, total = (root.parameters.get(name, "").strip() for name in ("number", "total"))
    if not _NUMBER.fullmatch(number) or (total and not _NUMBER.fullmatch(total)):
        return None
    try:
        return Piece(root.parameters.get("id", ""), int(number), int(total) if total else None)
    except ValueError:
        return None


def joined(pieces: Sequence[BinaryIO]) -> Iterator[bytes]:
    """Yield the mail that ``pieces``, raw and in their order, were cut from; a MB in memory.

    The head is the first piece's, but Content-*, Subject, Message-ID, Encrypted and MIME-Version
    come from the mail inside it (5.2.2.1). Raises Unreadable: too_large, headers_too_large.
    """
    size = 0
    for chunk in _chunks(pieces):
        size += len(chunk)
        if size > MAX_RAW:
            raise Unreadable("too_large", f"{size} bytes")
        yield chunk


def _chunks(pieces: Sequence[BinaryIO]) -> Iterator[bytes]:
    bodies = _bodies(pieces)
    outer, begun = next(bodies), b""
    inner = 0
    # The head of the mail inside may go on in the next piece.
    while inner == len(begun) < 2 * MAX_HEADER and (more := next(bodies, b"")):
        begun += more
        inner = read_headers(begun, 0, min(len(begun), 2 * MAX_HEADER))[1]
    yield _head(outer, begun[:inner])
    yield begun[inner:]
    yield from bodies


def _bodies(pieces: Sequence[BinaryIO]) -> Iterator[bytes]:
    """Yield the head of the first piece, then what is in all of them, never nothing."""
    for index, file in enumerate(pieces):
        start = without_lead(file.read(_CHUNK))
        body = read_headers(start, 0, len(start))[1]
        if index == 0:
            yield start[:body]
        rest, last = start[body:], start[-1:]
        while rest:
            yield rest
            last, rest = rest[-1:], file.read(_CHUNK)
        if last != b"\n" and index < len(pieces) - 1:
            yield b"\r\n"  # mails are cut between lines (5.2.2)


def _head(outer: bytes, inner: bytes) -> bytes:
    kept = [line for name, line in _fields(outer) if not _is_inner(name)]
    kept += [line for name, line in _fields(inner) if _is_inner(name)]
    # A head that ends with the piece lacks its last line's end.
    return b"".join([*(line if line.endswith(b"\n") else line + b"\r\n" for line in kept), b"\r\n"])


def _is_inner(name: bytes) -> bool:
    return name in _INNER or name.startswith(b"content-")


def _fields(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each field's name, in lower case, and its lines as they stand."""
    name, lines = b"", b""
    for line in head.splitlines(keepends=True):
        if line[:1] in b" \t" and name:
            lines += line
            continue
        if name:
            yield name, lines
        found = _NAME.match(line)
        name, lines = (found[1].lower(), line) if found else (b"", b"")
    if name:
        yield name, lines
