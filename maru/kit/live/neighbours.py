"""Without Redis the processes of one installation ring one another, through sockets in MARU_HOME.

Each hub has a datagram socket of its own there, named by its process; to ring is to send a byte
to all of them. Nothing waits, and nothing is polled.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

from django.conf import settings

LONGEST = 100  # bytes; the address of such a socket holds 103 on macOS, 107 on Linux

log = logging.getLogger(__name__)
_number = count()


def ring() -> None:
    """Wake every hub of this installation on this machine. Never raises.

    Costs a look into a folder, and a byte for each hub.
    """
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.setblocking(False)
        for hub in os.listdir(_folder()):
            _ring_at(line, f"{_folder()}/{hub}")


def _ring_at(line: socket.socket, address: str) -> None:
    try:
        line.sendto(b"!", address)
    except ConnectionRefusedError:  # a hub that was killed
        with contextlib.suppress(OSError):
            os.unlink(address)
    except OSError:
        pass  # it has enough rings that it has not looked at yet, or is just gone


@contextlib.asynccontextmanager
async def heard(wake: Callable[[], None]) -> AsyncIterator[None]:
    """Have ``wake`` called for every ring while the block runs.

    Does nothing where no socket can be made: on a file system without them, or in a folder whose
    name is too long for an address.
    """
    try:
        line, address = _listening()
    except OSError as error:
        log.info("No live bell: %s", error)
        yield
        return
    loop = asyncio.get_running_loop()
    loop.add_reader(line, _hear, line, wake)
    try:
        yield
    finally:
        loop.remove_reader(line)
        line.close()
        address.unlink(missing_ok=True)


def _hear(line: socket.socket, wake: Callable[[], None]) -> None:
    with contextlib.suppress(BlockingIOError):
        while True:
            line.recv(1)  # many rings are one
    wake()


def _listening() -> tuple[socket.socket, Path]:
    """Return a socket that others can ring, and where. Raises OSError."""
    address = _folder() / f"{os.getpid()}-{next(_number)}"
    if len(os.fsencode(address)) > LONGEST:
        raise OSError(f"the name of {_folder()} is too long")
    address.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    address.unlink(missing_ok=True)  # of a process that had our number
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        line.setblocking(False)
        line.bind(str(address))
    except OSError:
        line.close()
        raise
    return line, address


def _folder() -> Path:
    return Path(settings.HOME) / "bells"
