"""A WebSocket as a browser has it (RFC 6455), with next to nothing done for each message.

Thousands of them stand in one process, which must not be what is measured.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

TEXT, PING, PONG = 0x1, 0x9, 0xA
MASK = b"\0\0\0\0"  # a client masks what it says; with zeros it stays as it is


@dataclass(frozen=True)
class Place:
    """Where to listen, and by which cookie."""

    host: str
    port: int
    path: str
    cookie: str


class Line(asyncio.Protocol):
    """Calls ``heard`` with each text and the moment of the monotonic clock it came at."""

    def __init__(self, place: Place, heard: Callable[[bytes, float], None]) -> None:
        self._place, self._heard = place, heard
        self._left = b""
        self._is_open = False
        self.lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        here, key = f"{self._place.host}:{self._place.port}", base64.b64encode(os.urandom(16))
        transport.write(
            f"GET {self._place.path} HTTP/1.1\r\nHost: {here}\r\nOrigin: http://{here}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key.decode()}\r\nCookie: {self._place.cookie}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        data = self._left + data
        if not self._is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._left = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._transport.close()
                return
            self._is_open = True
        while len(data) >= 2:
            kind, size, at = data[0] & 0xF, data[1] & 0x7F, 2
            if size == 126:
                size, at = struct.unpack(">H", data[2:4].ljust(2, b"\0"))[0], 4
            if len(data) < at + size:
                break
            said, data = data[at : at + size], data[at + size :]
            if kind == TEXT:
                self._heard(said, now)
            elif kind == PING:
                self._transport.write(bytes((0x80 | PONG, 0x80 | len(said))) + MASK + said)
        self._left = data

    def connection_lost(self, error: Exception | None) -> None:
        self.lost.set()

    def cut(self) -> None:
        """Have the line break off without a word, as when a network goes."""
        self._transport.abort()


async def connect(place: Place, heard: Callable[[bytes, float], None]) -> Line:
    loop = asyncio.get_running_loop()
    _transport, line = await loop.create_connection(
        lambda: Line(place, heard), place.host, place.port
    )
    return line
