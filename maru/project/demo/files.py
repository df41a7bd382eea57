"""Files that customers and agents attach in the demo: made here, small, of nobody."""

from __future__ import annotations

import io
import zlib

from PIL import Image, ImageDraw

TYPES = {"png": "image/png", "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv"}


def content_type(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]


def content(name: str) -> bytes:
    """Return the bytes of the demo's file ``name``; the same name gives the same bytes."""
    kind = name.rpartition(".")[2]
    if kind == "png":
        return _picture(name)
    if kind == "pdf":
        return _pdf(f"Onnuri demo document {zlib.crc32(name.encode()) % 100_000:05}")
    if kind == "csv":
        return "주문번호,상품,수량\r\nON-2611-0382,무쇠 솥밥 냄비 20cm,1\r\n".encode("utf-8-sig")
    return f"{name}\r\n온누리 상점 예시 파일입니다.\r\n".encode()


def _picture(name: str) -> bytes:
    """Return a picture of a pot whose lid is cracked, each time somewhere else."""
    place = zlib.crc32(name.encode()) % 160
    image = Image.new("RGB", (480, 360), (236, 230, 220))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 270, 480, 360), fill=(196, 168, 132))
    draw.rounded_rectangle((110, 170, 370, 310), radius=36, fill=(52, 50, 48))
    draw.ellipse((100, 130, 380, 200), fill=(74, 71, 68))
    draw.ellipse((222, 118, 258, 148), fill=(40, 38, 36))
    x = 160 + place
    draw.line([(x, 140), (x + 14, 158), (x + 4, 172), (x + 22, 194)], fill=(230, 224, 214), width=4)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _pdf(title: str) -> bytes:
    """Return a PDF of one page with one line."""
    text = f"BT /F1 18 Tf 72 760 Td ({title}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)
