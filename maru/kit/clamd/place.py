from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

PORT = 3310  # of clamd.conf's own example


@dataclass(frozen=True)
class Place:
    """Where a scanner listens: a path of a unix socket, or a host with a port."""

    path: str = ""
    host: str = ""
    port: int = PORT

    @classmethod
    def read(cls, written: str) -> Place:
        """Return the place of ``/run/clamav/clamd.ctl``, ``unix:/...``, ``host:port`` or
        ``tcp://host:port``. Raises ValueError for what names none."""
        path = written.removeprefix("unix:").removeprefix("//")
        if path.startswith("/"):
            return cls(path=path)
        parts = urlsplit(f"//{written.removeprefix('tcp://')}")
        is_host = re.fullmatch(r"[\w.:-]+", parts.hostname or "")
        if not is_host or parts.path or "@" in parts.netloc or parts.port == 0:
            raise ValueError(f"{written!r} names no scanner")
        return cls(host=parts.hostname or "", port=parts.port or PORT)

    def connect(self, timeout: float) -> socket.socket:
        """Return a connection. Raises OSError."""
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout=timeout)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(timeout)
            line.connect(self.path)
        except BaseException:
            line.close()
            raise
        return line

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"
