"""clamd's protocol as its manual page clamd(8) has it: zPING, zVERSION, zINSTREAM."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import time
from collections.abc import Iterator
from typing import BinaryIO

from maru.kit.clamd.place import Place
from maru.kit.clamd.version import Version

CHUNK = 1 << 17
LONGEST = 4096  # bytes of an answer
GREETING = 5.0  # seconds for PING and VERSION


class Away(Exception):
    """Nothing answers where the scanner should be."""


class Broken(Exception):
    """It was there, but hung up, took too long, or answered with an error for this file."""


class TooLarge(Exception):
    """The file is longer than the scanner takes (StreamMaxLength)."""


class Clamd:
    """A scanner. Each question is a connection of its own, and ends after its patience."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def ping(self) -> None:
        """Raises Away when it does not answer PONG in time."""
        try:
            said = self._ask(b"PING", GREETING)
        except Broken as why:
            raise Away(str(why)) from why
        if said != "PONG":
            raise Away(f"it answers {said[:80]!r}")

    def version(self) -> Version:
        """Return what it says of itself. Raises Away."""
        try:
            return Version.read(self._ask(b"VERSION", GREETING))
        except Broken as why:
            raise Away(str(why)) from why

    def scan(self, file: BinaryIO, *, patience: float) -> str:
        """Return the name of the virus in ``file``, "" when there is none.

        ``patience`` in seconds for all of it. Raises Away, Broken or TooLarge.
        """
        until = time.monotonic() + patience
        with self._line(until) as line:
            _send(line, b"zINSTREAM\0", until)
            while (chunk := file.read(CHUNK)) and not _has_spoken(line):
                if not _send(line, struct.pack("!L", len(chunk)) + chunk, until):
                    break  # it hung up; what it said before that says why
            _send(line, struct.pack("!L", 0), until)
            return _virus_in(_hear(line, until))

    def _ask(self, command: bytes, patience: float) -> str:
        until = time.monotonic() + patience
        with self._line(until) as line:
            _send(line, b"z" + command + b"\0", until)
            return _hear(line, until)

    @contextlib.contextmanager
    def _line(self, until: float) -> Iterator[socket.socket]:
        try:
            line = self.place.connect(min(GREETING, _left(until)))
        except OSError as why:
            raise Away(str(why)) from why
        with line:
            yield line


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Broken("it took too long")
    return left


def _has_spoken(line: socket.socket) -> bool:
    """Return whether an answer is there: amid the file it can only be a refusal."""
    return bool(select.select([line], [], [], 0)[0])


def _send(line: socket.socket, data: bytes, until: float) -> bool:
    """Return False when the other side has hung up. Raises Broken when it does not take it."""
    try:
        line.settimeout(_left(until))
        line.sendall(data)
    except TimeoutError as why:
        raise Broken("it took too long") from why
    except OSError:
        return False
    return True


def _hear(line: socket.socket, until: float) -> str:
    """Return the answer without its end mark. Raises Broken when none comes whole."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST:
        try:
            line.settimeout(_left(until))
            more = line.recv(LONGEST)
        except TimeoutError as why:
            raise Broken("it took too long") from why
        except OSError as why:
            raise Broken(str(why)) from why
        if not more:
            raise Broken("it hung up")
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _virus_in(said: str) -> str:
    words = said.removeprefix("stream: ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    if "size limit exceeded" in words:
        raise TooLarge(words)
    raise Broken(words.removesuffix(" ERROR") or "it said nothing")
