"""Which addresses are ours, kept in memory: the listener asks at every RCPT."""

from __future__ import annotations

import threading
import time

from django.db import close_old_connections

from maru.records.channels.models import Channel

FRESH = 5.0  # seconds; a new mailbox is known after so long at the latest


class AddressBook:
    """Address to channel id. Safe to share between threads."""

    def __init__(self) -> None:
        self._channels: dict[str, int] = {}
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    @property
    def is_stale(self) -> bool:
        return time.monotonic() - self._read_at > FRESH

    def refresh(self) -> None:
        """Read the addresses anew. Blocks for one query; raises DatabaseError."""
        with self._lock:
            if not self.is_stale:
                return
            close_old_connections()
            rows = Channel.objects.filter(kind="email", is_active=True)
            self._channels = dict(rows.values_list("address", "id"))
            self._read_at = time.monotonic()

    def channel_id(self, address: str) -> int | None:
        """Return the channel of ``address``, with or without a +detail; None if it is not ours."""
        local, _, domain = address.strip().lower().rpartition("@")
        return self._channels.get(f"{local}@{domain}") or self._channels.get(
            f"{local.partition('+')[0]}@{domain}"
        )
