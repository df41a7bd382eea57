"""Who wrote the mail that somebody forwards: a claim in the text of whoever forwards it.

Forms as Gmail, Outlook, Apple Mail, Thunderbird, Naver and Daum write them, in
Korean and English. Naver, Daum and Outlook set off an answer and a forward with
the same line; there the subject decides.
"""

import re

from maru.kit.mailparse.address import read_addresses
from maru.kit.mailparse.mail import Address
from maru.kit.mailparse.quotation_marks import (
    attribution_length,
    header_block_at,
    is_field,
    is_forward_mark,
    is_separator,
    sender_in,
)

_SUBJECT = re.compile(r"\W*(?:fwd?|fw|wg|tr|rv|전달|転送)\s*[\]:：]", re.IGNORECASE)
_MAILTO = re.compile(r"[<\[]\s*mailto:([^<>\[\]\s]{1,320})\s*[>\]]", re.IGNORECASE)
_DOUBLED = re.compile(r"(@[^<>\s]{1,255})\s?<mailto:[^<>]{1,320}>", re.IGNORECASE)
_BLOCK_LINES = 14


def is_forward(subject: str) -> bool:
    """Return whether the subject begins as a forwarded mail's does."""
    return bool(_SUBJECT.match(subject[:100]))


def original_sender(text: str, subject: str) -> Address | None:
    """Return who the first forwarded header block names; None when there is none.

    ``text`` is the whole readable body. What stands below a quotation was
    forwarded by somebody else, earlier. Linear.
    """
    lines = text.split("\n")
    says_so = is_forward(subject)
    for index, line in enumerate(lines):
        bare = line.lstrip("> ")  # Apple Mail marks the lines of what it passes on
        if is_forward_mark(bare) and (says_so or bare == line):
            return _named(lines, index + 1)
        if is_separator(line):
            return _named(lines, index + 1) if says_so else None
        if header_block_at(lines, index):
            return _named(lines, index) if says_so else None
        if line.startswith(">") or attribution_length(lines, index, len(lines)):
            return None
    return None


def _named(lines: list[str], start: int) -> Address | None:
    """Read the From line of the block; a long one goes on in the next line."""
    block = lines[start : start + _BLOCK_LINES]
    for index, line in enumerate(block):
        value = sender_in(line[:1000])
        if value is None:
            continue
        following = block[index + 1][:1000] if index + 1 < len(block) else ""
        if "@" not in value and not is_field(following):
            value = f"{value} {following.lstrip('> ')}"
        return _address(value)
    return None


def _address(value: str) -> Address | None:
    value = _DOUBLED.sub(r"\1", value.strip("* \t"))
    value = _MAILTO.sub(r"<\1>", value)
    found, _ = read_addresses(value.encode(), 5)
    return found[0] if found else None
