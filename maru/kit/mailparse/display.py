"""The few headers that an agent may want to see."""

from maru.kit.mailparse.cleaning import clean_line
from maru.kit.mailparse.headers import Headers
from maru.kit.mailparse.words import decode_header

_SHOWN = {
    "from": "From",
    "to": "To",
    "cc": "Cc",
    "date": "Date",
    "subject": "Subject",
    "reply-to": "Reply-To",
    "list-id": "List-Id",
    "return-path": "Return-Path",
    "authentication-results": "Authentication-Results",
    "received": "Received",
}
_MAX_RECEIVED = 10
_MAX_FIELDS = 60
_MAX_VALUE = 2000  # characters


def display_headers(headers: Headers) -> list[tuple[str, str]]:
    """Allow-listed fields in their order; control headers of our own never pass (S19)."""
    shown: list[tuple[str, str]] = []
    received = 0
    for name, value in headers.fields:
        label = _SHOWN.get(name) or (name.title() if name.startswith("x-spam-") else "")
        received += name == "received"
        if not label or (name == "received" and received > _MAX_RECEIVED):
            continue
        shown.append((label, clean_line(decode_header(value))[:_MAX_VALUE]))
    return shown[:_MAX_FIELDS]
