"""Pictures from outside are drawn anew, or not shown (S7)."""

import io
import struct
import zlib

from django.test import SimpleTestCase
from PIL import Image

from maru.kit.pictures import Unshowable, redraw


def drawn(kind: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def huge_png() -> bytes:
    """Return a few bytes that claim 30,000 x 30,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


class RedrawTests(SimpleTestCase):
    def test_the_four_kinds_come_out_as_png_or_jpeg(self):
        for kind in ["PNG", "JPEG", "GIF", "WEBP"]:
            picture = redraw(drawn(kind))
            with Image.open(io.BytesIO(picture.data)) as again:
                self.assertEqual(again.size, (60, 40))
                self.assertIn(again.format, {"PNG", "JPEG"})

    def test_nothing_but_pixels_survives(self):
        script = b"<script>alert(1)</script>"
        for source in [
            drawn("GIF", comment=script) + script,
            drawn("PNG") + b"<html>" + script,
            drawn("JPEG", exif=b"Exif\x00\x00" + script),
        ]:
            try:
                self.assertNotIn(b"script", redraw(source).data)
            except Unshowable:
                continue

    def test_other_kinds_broken_ones_and_bombs_are_not_shown(self):
        for source in [
            b"", b"<svg onload=alert(1)>", b"%PDF-1.4", drawn("BMP"), drawn("TIFF"),
            drawn("PNG")[:60],
            drawn("JPEG")[:100], huge_png(), b"GIF89a" + b"\xff" * 100,
            b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        ]:  # fmt: skip
            with self.assertRaises(Unshowable):
                redraw(source)

    def test_a_thumbnail_is_small(self):
        with Image.open(io.BytesIO(redraw(drawn("JPEG", (900, 700)), longest=240).data)) as small:
            self.assertEqual(max(small.size), 240)
