"""Taking the content of a mail off the wire: only CRLF.CRLF ends it (S11)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

END = b"\r\n.\r\n"
DRAINED = 4  # times the limit; whoever sends more than that is cut off, not answered


class Endless(Exception):
    """The sender goes on and on."""


async def read_content(
    reader: asyncio.StreamReader, *, limit: int, on_progress: Callable[[int], None]
) -> bytes | None:
    """Return what follows DATA, dots taken out (RFC 5321 4.5.2); None beyond ``limit`` bytes.

    What is too large is read to its end, so that the sender hears the answer.
    Raises Endless. ``on_progress`` gets, piece by piece, how many bytes are held in memory.
    """
    # The line end of the DATA command is part of the end mark of an empty mail.
    content, size = bytearray(b"\r\n"), 0
    while not content.endswith(END):
        try:
            # A short mark that cannot be cut in two by what was read before.
            piece = await reader.readuntil(END[2:])
        except asyncio.LimitOverrunError as more:
            piece = await reader.read(more.consumed)
        content += piece
        size += len(piece)
        if size > DRAINED * limit:
            raise Endless
        if size > limit:
            del content[: -len(END)]
        on_progress(len(content))
    if size > limit:
        return None
    del content[-len(b".\r\n") :]
    return bytes(content.replace(b"\r\n.", b"\r\n"))[2:]
