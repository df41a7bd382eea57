"""winmail.dat: the words and files that Outlook and Exchange wrap in TNEF (MS-OXTNEF)."""

import logging
import struct
from dataclasses import dataclass, field

from maru.kit.mailparse import charset

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_FILES = 100
# The library copies the rest for each object: so many bytes may be copied in all.
_MAX_COPIED = 1_500_000_000
_HEAD = struct.Struct("<BHHI")  # level, name, type, length; a checksum of two bytes ends it


@dataclass
class Wrapped:
    """What was inside. ``html`` and ``text`` are '' where there was none."""

    text: str = ""
    html: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)  # name, content


def unwrap(data: bytes) -> Wrapped | None:
    """Return what a winmail.dat holds; None for one that is broken or costs too much.

    Text in RTF alone is not read. Never raises.
    """
    if not data.startswith(SIGNATURE) or _cost(data) > _MAX_COPIED:
        return None
    # Late: few mails have one, and every child would carry it.
    from tnefparse import TNEF

    logging.getLogger("tnefparse").disabled = True
    try:
        # One byte more: it overlooks a last object that holds a single one.
        found = TNEF(data + b"\0", do_checksum=False)
        wrapped = Wrapped(_text(found.body), _text(found.htmlbody))
        for file in found.attachments[:MAX_FILES]:
            if file.data:
                wrapped.files.append((_text(file.long_filename()), bytes(file.data)))
        return wrapped
    except Exception:  # whatever a broken one makes a foreign parser raise
        return None


def _cost(data: bytes) -> int:
    """Return how many bytes the library would copy to read the objects one after another."""
    position, cost, size = 6, 0, len(data)
    while position + 12 < size and cost <= _MAX_COPIED:
        cost += size - position
        position += _HEAD.unpack_from(data, position)[3] + 11
    return cost


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    if isinstance(value, bytes | bytearray):
        value = charset.decode(bytes(value))[0]
    return str(value or "").replace("\x00", "")
