"""The mail server that Maru hands its answers to: it takes all and remembers each."""

from __future__ import annotations

import threading
from collections import Counter
from email.parser import BytesHeaderParser
from typing import Any

from aiosmtpd.controller import Controller


class Sink:
    """``copies`` counts the mails taken by Message-ID (without <>)."""

    def __init__(self, port: int) -> None:
        self.copies: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> Sink:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        headers = BytesHeaderParser().parsebytes(envelope.content)
        with self._lock:
            self.copies[str(headers["Message-ID"]).strip().strip("<>")] += 1
        return "250 OK"
