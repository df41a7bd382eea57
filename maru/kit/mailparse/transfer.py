"""Content-Transfer-Encoding, forgiving: junk is skipped, a cut end is padded."""

import binascii
import re

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_JUNK = bytes(set(range(256)) - set(_ALPHABET))
_PADDING = re.compile(rb"=+")


def decode_transfer(body: bytes, encoding: str) -> bytes:
    """Undo the named encoding; unknown names mean the bytes are as they are."""
    encoding = encoding.strip().lower().partition(";")[0].strip()
    if encoding == "base64":
        return base64_bytes(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return uuencoded_bytes(body)
    return body


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 with anything between; pieces glued after padding count too."""
    data = data.translate(None, _JUNK)
    pieces = _PADDING.split(data) if b"=" in data.rstrip(b"=") else [data.rstrip(b"=")]
    return b"".join(map(_piece, pieces))


def _piece(data: bytes) -> bytes:
    if len(data) % 4 == 1:  # half a byte more than nothing: cut in transit
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def uuencoded_bytes(body: bytes) -> bytes:
    """Decode the first uuencoded file in ``body``; damaged lines are skipped."""
    out: list[bytes] = []
    for line in body.splitlines():
        if line.startswith(b"begin "):
            continue
        if line in {b"end", b"`"}:
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Known encoders write a wrong length byte; the standard work-around.
            count = ((((line[0] - 32) & 63) * 4 + 5) // 3) if line else 0
            try:
                out.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                continue
    return b"".join(out)
