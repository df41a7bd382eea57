"""Message-IDs of side conversations: each names its conversation, marked as only we can (S1)."""

from __future__ import annotations

import re
import secrets

from maru.kit.secrets import is_mark, mark

_OURS = re.compile(r"s([1-9]\d{0,17})\.([A-Za-z0-9_-]{12})\.([A-Za-z0-9_-]{22})@")


def new_side_id(conversation: int, domain: str) -> str:
    """Return a new Message-ID, without <>, for a mail of ``conversation``."""
    nonce = secrets.token_urlsafe(9)
    return f"s{conversation}.{nonce}.{mark('side-id', conversation, nonce)}@{domain}"


def conversation_in(message_id: str) -> int | None:
    """Return the conversation that a Message-ID of ours names; None if we did not make it."""
    found = _OURS.match(message_id)
    if found is None:
        return None
    number, nonce, given = found.groups()
    return int(number) if is_mark(given, "side-id", number, nonce) else None
