"""The mail port as in life: real sockets, a real Counter, in a loop of its own."""

import asyncio
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections

from maru.extensions.email.listener import listen
from maru.records.channels.acceptance import Counter

THREADS = 4  # that the listener's looks into the database share


class Port:
    def __init__(self, counter: Counter | None = None) -> None:
        self.counter = counter or Counter()
        self.loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(60)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.set_default_executor(ThreadPoolExecutor(THREADS))
        self.server = self.loop.run_until_complete(listen("127.0.0.1", 0, self.counter))
        self.number = self.server.sockets[0].getsockname()[1]
        self._ready.set()
        self.loop.run_forever()

    def client(self, **options: object) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.number, local_hostname="test", timeout=60, **options)

    def talk(self) -> "Talk":
        return Talk(self.number)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(60)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(60)
        self.loop.close()
        self.counter.close()

    async def _end(self) -> None:
        self.server.close()
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # Each thread closes its own connection; at the barrier no thread takes two turns.
        everybody = threading.Barrier(THREADS)
        await asyncio.gather(*(asyncio.to_thread(_leave, everybody) for _ in range(THREADS)))
        await self.loop.shutdown_default_executor()


def _leave(everybody: threading.Barrier) -> None:
    connections.close_all()
    everybody.wait(60)


@contextmanager
def mail_port(counter: Counter | None = None) -> Iterator[Port]:
    port = Port(counter)
    try:
        yield port
    finally:
        port.close()


class Talk:
    """A bare socket that speaks what smtplib would refuse to say."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> "Talk":
        assert self.answer().startswith("220")
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def say(self, words: bytes) -> str:
        self.send(words + b"\r\n")
        return self.answer()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self) -> str:
        """Return the last line of one answer; "" when the other side has hung up."""
        while line := self.file.readline().decode():
            if line[3:4] != "-":
                return line.rstrip()
        return ""

    def open_mail(self, to: bytes = b"support@onnuri.example") -> None:
        """Go as far as 354."""
        assert self.say(b"EHLO test").startswith("250")
        assert self.say(b"MAIL FROM:<kim@example.com>").startswith("250")
        assert self.say(b"RCPT TO:<" + to + b">").startswith("250")
        assert self.say(b"DATA").startswith("354")

    def encrypt(self) -> None:
        """After 220 to STARTTLS."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.file.close()
        self.socket = context.wrap_socket(self.socket)
        self.file = self.socket.makefile("rb")
