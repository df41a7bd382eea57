"""A relay for tests: keeps what it took, and can hang up or say no at any step."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# "auth" is asked only of who signs in.
STEPS = ["connect", "ehlo", "mail", "rcpt", "data", "body", "end", "quit"]


class HungUp(Exception):
    pass


class Sink:
    """``faults`` maps a step to "drop", to an answer ("451 later"), to an event to wait for, or
    to a list of those, one for each time. "end" comes after the end mark, before the answer."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.faults: dict[str, object] = {}
        self.refused: dict[str, str] = {}  # address -> answer
        self.extensions = ["8BITMIME", "SMTPUTF8"]
        self.mails: list[tuple[str, list[str], bytes]] = []  # what it answered 250, or kept
        self.signed_in: list[str] = []  # the AUTH commands
        self.heard: list[bytes] = []  # whole mails, answered or not
        self._context = context  # of TLS from the first byte
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in [self._accepting, *self._threads]:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _fault(self, step: str) -> object:
        with self._lock:
            fault = self.faults.get(step)
            if isinstance(fault, list):
                return fault.pop(0) if fault else None
            return fault

    def _serve(self, connection: socket.socket) -> None:
        with suppress(HungUp, OSError), connection:
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as lines:
                self._talk(connection, lines)

    def _answer(self, connection: socket.socket, step: str, answer: str) -> bool:
        fault = self._fault(step)
        if fault == "drop":
            raise HungUp
        if isinstance(fault, threading.Event):
            fault.wait(20)
            fault = None
        connection.sendall(f"{fault or answer}\r\n".encode())
        return fault is None

    def _talk(self, connection: socket.socket, lines) -> None:
        self._answer(connection, "connect", "220 sink")
        sender, recipients = "", []
        while line := lines.readline():
            words = line.decode("utf-8", "replace").strip()
            verb = words[:4].upper()
            if verb == "EHLO":
                listed = "".join(f"250-{e}\r\n" for e in self.extensions)
                self._answer(connection, "ehlo", f"{listed}250 HELP")
            elif verb == "MAIL":
                if self._answer(connection, "mail", "250 ok"):
                    sender, recipients = _address(words), []
            elif verb == "RCPT":
                address = _address(words)
                if refusal := self.refused.get(address):
                    connection.sendall(f"{refusal}\r\n".encode())
                elif self._answer(connection, "rcpt", "250 ok"):
                    recipients.append(address)
            elif verb == "DATA":
                if self._answer(connection, "data", "354 go"):
                    self._take(connection, lines, sender, recipients)
            elif verb == "AUTH":
                self.signed_in.append(words)
                self._answer(connection, "auth", "235 welcome")
            elif verb == "QUIT":
                self._answer(connection, "quit", "221 bye")
                return
            elif not words:  # a challenge was not answered
                connection.sendall(b"535 5.7.8 refused\r\n")
            else:
                connection.sendall(b"250 ok\r\n")

    def _take(self, connection: socket.socket, lines, sender: str, recipients: list[str]) -> None:
        if self._fault("body") == "drop":
            lines.readline()
            raise HungUp
        content = []
        while (line := lines.readline()) != b".\r\n":
            if not line:
                raise HungUp
            content.append(line[1:] if line.startswith(b".") else line)
        mail = b"".join(content)
        with self._lock:
            self.heard.append(mail)
        if self._answer(connection, "end", "250 taken"):
            with self._lock:
                self.mails.append((sender, recipients, mail))


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]


@contextmanager
def sink(context: ssl.SSLContext | None = None) -> Iterator[Sink]:
    one = Sink(context)
    try:
        yield one
    finally:
        one.close()
