"""A connection to one fixed address, over at a deadline however slowly the other side talks."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from typing import Any

from maru.kit.http.addresses import Address


class _Reader(io.RawIOBase):
    def __init__(self, line: Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._line.bounded().recv_into(buffer)

    def close(self) -> None:
        if not self.closed:
            self._line.let_go()
        super().close()


class Line:
    """What http.client needs of a socket; each operation gets only the time that is left."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._socket = sock
        self._deadline = deadline
        self._holders = 1  # http.client closes the line while its answer is still being read

    def bounded(self) -> socket.socket:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._socket

    def sendall(self, data: bytes) -> None:
        self.bounded().sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        self._holders += 1
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        self.let_go()

    def let_go(self) -> None:
        self._holders -= 1
        if self._holders == 0:
            self._socket.close()


class PinnedConnection(http.client.HTTPConnection):
    """Asks ``host`` by name (Host header, TLS name), but connects to ``address`` and no other."""

    def __init__(
        self, host: str, port: int, *, address: Address, is_tls: bool, deadline: float
    ) -> None:
        super().__init__(host, port)
        self.default_port = 443 if is_tls else 80
        self._address, self._is_tls, self._deadline = str(address), is_tls, deadline

    def connect(self) -> None:
        left = max(self._deadline - time.monotonic(), 0.001)
        sock = socket.create_connection((self._address, self.port), timeout=left)
        if self._is_tls:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = Line(sock, self._deadline)
