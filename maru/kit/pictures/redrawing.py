from __future__ import annotations

import io
import struct
import threading
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MAX_PIXELS = 40_000_000  # asked before anything is decoded
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, MemoryError, Warning,
    Image.DecompressionBombError, UnidentifiedImageError,
)  # fmt: skip
# A decoded picture may take 160 MB; two at once are enough for one process.
_easel = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Picture:
    content_type: str
    data: bytes


class Unshowable(Exception):
    """No PNG, JPEG, GIF or WebP, or too large, or broken."""


def redraw(source: bytes | BinaryIO, *, longest: int | None = None) -> Picture:
    """Return the first frame as a new PNG or JPEG; ``longest`` side in pixels makes it smaller.

    Nothing of the file but its pixels survives: no metadata, no appended bytes.
    Raises Unshowable. Costs up to a second and 160 MB for the largest.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with _easel:
        try:
            return _redrawn(file, longest)
        except _BROKEN as why:
            raise Unshowable(type(why).__name__) from None


def weight(source: BinaryIO) -> int:
    """Return what drawing it smaller would cost, in pixels decoded: some 40 ns each.

    Reads its head alone, and leaves ``source`` at its start. Raises Unshowable.
    """
    try:
        with Image.open(source, formats=FORMATS) as image:
            pixels = image.width * image.height
            is_photo = image.format == "JPEG"
    except _BROKEN as why:
        raise Unshowable(type(why).__name__) from None
    source.seek(0)
    return pixels // 4 if is_photo else pixels  # a JPEG is decoded small from the start


def _redrawn(file: BinaryIO, longest: int | None) -> Picture:
    with Image.open(file, formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Unshowable("too many pixels")
        is_photo = image.format == "JPEG"
        if longest:
            image.draft("RGB", (longest, longest))
        image.load()
        upright = ImageOps.exif_transpose(image)
        has_alpha = upright.has_transparency_data
        plain = upright.convert("RGBA" if has_alpha else "RGB")
    plain.info = {}
    if longest:
        plain.thumbnail((longest, longest))
    out = io.BytesIO()
    if is_photo and not has_alpha:
        plain.save(out, "JPEG", quality=85)
        return Picture("image/jpeg", out.getvalue())
    plain.save(out, "PNG")
    return Picture("image/png", out.getvalue())
