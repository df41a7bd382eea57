"""Header fields of outgoing mail, written by ourselves: no patch level of a library decides
what a name or a subject can do to the header (S10)."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote

from maru.records.channels.incoming import Party

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:\"@]{1,64}@[A-Za-z0-9.-]{1,253}")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,250}")  # printable ASCII without < and >
_WORD = 39  # bytes: with =?utf-8?b?...?= and a name before it a line stays below 78


class Injected(ValueError):
    """A header value holds a line break or another control character."""


def field(name: str, value: str) -> str:
    """Return one header field. Folds are part of ``value`` already."""
    return f"{name}: {value}\r\n"


def guarded(value: str) -> str:
    """Return ``value`` if it may stand in a header; raises Injected otherwise."""
    if _CONTROL.search(value):
        raise Injected("control character in a header value")
    return value


def text(value: str) -> str:
    """Return unstructured text, encoded (RFC 2047) unless it is short plain ASCII."""
    guarded(value)
    if value.isascii() and "=?" not in value and len(value) <= 200 and value == value.strip():
        return value
    return _encoded(value)


def people(parties: Iterable[Party]) -> str:
    """Return an address list. Raises Injected, or ValueError for what is no address."""
    return ",\r\n ".join(_person(party) for party in parties)


def _person(party: Party) -> str:
    spec, name = address(party.address), guarded(party.name).strip()
    if not name:
        return spec
    if not name.isascii() or "=?" in name or len(name) > 60:
        return f"{_encoded(name)}\r\n <{spec}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{spec}>'


def address(given: str) -> str:
    """Return an address as it goes on the wire, its domain in ASCII.

    The part before @ may be Korean; such mail needs a relay with SMTPUTF8.
    Raises Injected, or ValueError for what is no address.
    """
    local, _, domain = guarded(given).rpartition("@")
    spec = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    if not _ADDRESS.fullmatch(spec):
        raise ValueError(f"not an address: {given!r}")
    return spec


def message_ids(ids: Iterable[str]) -> str:
    """Return Message-IDs in their brackets, one a line; strange ones are left out."""
    return "\r\n ".join(f"<{i}>" for i in ids if _MESSAGE_ID.fullmatch(i))


def file_name(name: str) -> tuple[str, str]:
    """Return parameters that name a file: for Content-Type (RFC 2047, as older mail programs
    read it), and for Content-Disposition (RFC 2231, as the standard says)."""
    guarded(name)
    if name.isascii() and "=?" not in name and len(name) <= 60:
        plain = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'; name="{plain}"', f'; filename="{plain}"'
    pieces = _pieces(name, 18)
    charset = ["utf-8''", *[""] * len(pieces)]
    continued = "".join(
        f";\r\n filename*{number}*={charset[number]}{quote(piece, safe='')}"
        for number, piece in enumerate(pieces)
    )
    return f';\r\n name="{_encoded(name)}"', continued


def _encoded(value: str) -> str:
    words = (base64.b64encode(piece).decode() for piece in _pieces(value, _WORD))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _pieces(value: str, size: int) -> list[bytes]:
    """Cut the UTF-8 of ``value`` into pieces of at most ``size`` bytes, between letters."""
    pieces = [b""]
    for letter in value:
        data = letter.encode()
        if len(pieces[-1]) + len(data) > size:
            pieces.append(b"")
        pieces[-1] += data
    return pieces
