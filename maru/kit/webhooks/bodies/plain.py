"""JSON for a program, by Standard Webhooks: id, type, timestamp, data."""

from __future__ import annotations

import json

from maru.kit.http.posting import Answer
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.bodies.body import read_status


class Plain:
    def write(self, told: Announcement, *, ident: str, again: bool) -> bytes:
        # The same bytes at each try: the other side knows it by its id.
        body = {
            "id": ident, "type": told.happening, "timestamp": told.at, "data": told.data,
        }  # fmt: skip
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    def read(self, answer: Answer) -> None:
        read_status(answer.status)
