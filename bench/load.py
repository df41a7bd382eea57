"""The senders of `accept_16_senders`, in a process of their own: N mails, then the rate."""

from __future__ import annotations

import json
import sys
import threading
import time

from bench.mails import Mail, Writer
from bench.product import SUPPORT
from bench.sending import Connection

SENDERS = 16
SIZE = 5_000  # bytes


def rate(port: int, mails: list[Mail]) -> float:
    """Return acknowledged mails a second; the connections are open before the clock starts."""
    connections = [Connection(port) for _ in range(SENDERS)]
    start = threading.Barrier(SENDERS + 1)

    def send(number: int) -> None:
        start.wait()
        for mail in mails[number::SENDERS]:
            connections[number].send(mail.raw, mail.sender, mail.mailboxes)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(SENDERS)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    for connection in connections:
        connection.close()
    return len(mails) / seconds


if __name__ == "__main__":
    port, count, seed = (int(argument) for argument in sys.argv[1:4])
    mails = list(Writer(seed, SUPPORT).mails(count, size=SIZE))
    sys.stdout.write(json.dumps(rate(port, mails)))
