"""The head of a mail that could not be opened, made safe to read. It is never parsed here."""

from __future__ import annotations

import unicodedata

from maru.kit.blobs import Store

READ = 8192  # bytes
LINES, WIDTH = 40, 300


def readable_head(blobs: Store, sha256: str) -> str:
    """Return the first lines up to the first empty one; '' when the bytes are gone.

    Control and invisible characters are shown as "·". At most 40 lines of 300
    characters, from 8 KB: a hostile mail costs no more than a kind one.
    """
    try:
        with blobs.open(sha256) as file:
            start = file.read(READ)
    except OSError:
        return ""
    lines = []
    for line in start.decode("utf-8", "replace").splitlines()[:LINES]:
        if not line.strip():
            break
        lines.append("".join(map(_visible, line[:WIDTH])) + ("…" if len(line) > WIDTH else ""))
    return "\n".join(lines)


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    return "·" if unicodedata.category(character).startswith("C") else character
