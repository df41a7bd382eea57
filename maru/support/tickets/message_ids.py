"""Our own Message-IDs: each carries its ticket's number and a mark that only we can make."""

from __future__ import annotations

import re
import secrets

from maru.kit.secrets import is_mark, mark

# Short on purpose: with a usual domain the header stays under 78 characters, which
# some mail programs take as a reason to fold or encode it.
_OURS = re.compile(r"t([1-9]\d{0,17})\.([A-Za-z0-9_-]{12})\.([A-Za-z0-9_-]{22})@")


def new_message_id(number: int, domain: str, *, nonce: str = "") -> str:
    """Return a new Message-ID, without <>, for a message of ticket ``number``.

    ``nonce``: 12 characters that tell it from others; random ones unless told.
    """
    nonce = nonce or secrets.token_urlsafe(9)
    return f"t{number}.{nonce}.{mark('message-id', number, nonce)}@{domain}"


def ticket_number(message_id: str) -> int | None:
    """Return the ticket that a Message-ID of ours names; None if we did not make it (S1).

    Exact spelling only: a changed bit, another case or an older format is not ours.
    """
    match = _OURS.match(message_id)
    if match is None:
        return None
    number, nonce, given = match.groups()
    return int(number) if is_mark(given, "message-id", number, nonce) else None
