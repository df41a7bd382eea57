"""The few headers that an agent may want to see, and all of them for filters."""

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
    "x-spam": "X-Spam",
    "x-ms-exchange-organization-scl": "X-MS-Exchange-Organization-SCL",
    "x-forefront-antispam-report": "X-Forefront-Antispam-Report",
}
_MAX_RECEIVED = 10
_MAX_FIELDS = 60
_MAX_VALUE = 2000  # characters
_MAX_ALL = 200


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


def all_headers(headers: Headers) -> list[tuple[str, str]]:
    """The first 200 fields in their order, names in lower case, but none of our own (S19)."""
    return [
        (name, clean_line(decode_header(value))[:_MAX_VALUE])
        for name, value in headers.fields[:_MAX_ALL]
        if not name.startswith("x-maru-")
    ]
