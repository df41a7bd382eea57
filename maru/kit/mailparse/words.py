"""RFC 2047 encoded words, and what Korean mailers make of them."""

import binascii
import re

from maru.kit.mailparse import charset
from maru.kit.mailparse.transfer import base64_bytes

# The end mark may be missing where a mailer cut a long header.
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)(?:\?=|$)")


def decode_header(raw: bytes) -> str:
    """Text of an unstructured header value: raw 8-bit, encoded words, or both."""
    return decode_words(charset.decode(raw)[0])


def decode_words(text: str) -> str:
    """Decode encoded words; neighbours are joined as bytes first.

    Several mailers cut a Korean letter in two between words, so decoding
    each alone, as RFC 2047 says, would lose it. Linear.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    position = 0
    for match in WORD.finditer(text):
        between = text[position : match.start()]
        if between.strip() or not pending:
            out += [_join(pending), between]
            pending = []
        pending.append((match[1], _word_bytes(match[2], match[3])))
        position = match.end()
    out += [_join(pending), text[position:]]
    return "".join(out)


def _word_bytes(encoding: str, body: str) -> bytes:
    data = body.encode("utf-8", "replace")
    if encoding in "bB":
        return base64_bytes(data)
    return binascii.a2b_qp(data, header=True)


def _join(words: list[tuple[str, bytes]]) -> str:
    out: list[str] = []
    label, data = "", b""
    for next_label, next_data in words:
        if data and next_label.lower() != label.lower():
            out.append(charset.decode(data, label)[0])
            data = b""
        label, data = next_label, data + next_data
    if data:
        out.append(charset.decode(data, label)[0])
    return "".join(out)
