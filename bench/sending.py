"""A mail sender that costs next to nothing: one kept connection, bytes made ready before."""

from __future__ import annotations

import contextlib
import socket
from types import TracebackType


class NotTaken(Exception):
    """The server answered, and not with 250. ``is_final`` for 5xx: a real sender gives up."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.is_final = answer.startswith("5")


class Connection:
    """One SMTP connection. Raises OSError when it breaks, NotTaken when the server says no."""

    def __init__(self, port: int, timeout: float = 30.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")
        try:
            self._expect("220")
            self._say(b"EHLO sender.example\r\n", "250")
        except BaseException:
            self.close()
            raise

    def send(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        """Return when the server has answered 250 to the mail."""
        try:
            self._say(b"MAIL FROM:<%s>\r\n" % sender.encode(), "250")
            for recipient in recipients:
                self._say(b"RCPT TO:<%s>\r\n" % recipient.encode(), "250")
            self._say(b"DATA\r\n", "354")
            self._say(stuffed(raw), "250")
        except NotTaken:
            self._say(b"RSET\r\n", "250")
            raise

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._answers.close()
        self._socket.close()

    def _say(self, line: bytes, expected: str) -> None:
        self._socket.sendall(line)
        self._expect(expected)

    def _expect(self, code: str) -> None:
        while True:
            line = self._answers.readline()
            if not line:
                raise ConnectionResetError("closed without an answer")
            if line[3:4] != b"-":
                break
        answer = line.decode("utf-8", "replace").strip()
        if not answer.startswith(code):
            raise NotTaken(answer)

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()


def stuffed(raw: bytes) -> bytes:
    """Return ``raw`` ready for the wire: dots doubled, the end marked (RFC 5321 4.5.2)."""
    return (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"
