"""Telling the writer's own words from the mail they answer.

Works line by line on text. Three shapes of quotation exist: a separator or
header block after which all is old; an attribution ("... wrote:"); lines that
begin with ``>``. Lines between two ``>`` blocks are answers and stay.
"""

import re
from collections.abc import Set

from maru.kit.mailparse.quotation_marks import (
    attribution_length,
    header_block_at,
    is_client_signature,
    is_separator,
)

_DASHES = re.compile(r"-- ?$")
_RULED = re.compile(r"\s{0,9}[-_]{4,100}\s*$")
_SIGNATURE_LINES = 15


def split_quotation(
    text: str, cut_line: int | None = None, attributions: Set[int] = frozenset()
) -> tuple[str, str]:
    """Return ``(own words, the rest)``; every line of ``text`` is in one of them.

    ``cut_line`` and ``attributions`` are lines that HTML markup points at. If
    nothing of one's own is left (a forward without comment), own words are the
    whole text and the rest is ''. Linear in ``text``.
    """
    lines = text.split("\n")
    tail = _start_of_tail(lines, cut_line)
    is_old = _quoted_lines(lines, tail, attributions)
    _mark_signature(lines, is_old)
    own = "\n".join(line for line, old in zip(lines, is_old, strict=True) if not old).strip()
    if not own:
        return text.strip(), ""
    quoted = "\n".join(line for line, old in zip(lines, is_old, strict=True) if old)
    return own, quoted.strip("\n")


def _start_of_tail(lines: list[str], cut_line: int | None) -> int:
    """The line from which on everything is the older mail, len(lines) if none."""
    for index, line in enumerate(lines):
        if index == cut_line or is_separator(line) or header_block_at(lines, index):
            return _above_rules(lines, index)
    return len(lines)


def _above_rules(lines: list[str], index: int) -> int:
    """The ruled line above an older mail belongs to it."""
    while index and (not lines[index - 1].strip() or _RULED.match(lines[index - 1])):
        index -= 1
    return index


def _quoted_lines(lines: list[str], tail: int, attributions: Set[int]) -> list[bool]:
    """Per line: is it old? Quotation between own words is context and stays."""
    is_old = [index >= tail or line.startswith(">") for index, line in enumerate(lines)]
    for index in range(tail):
        if is_old[index] or not lines[index].strip():
            continue
        length = 1 if index in attributions else attribution_length(lines, index, tail)
        if not length:
            continue
        following = _next_written(lines, index + length, tail)
        end = index + length
        if following < tail and not lines[following].startswith(">"):
            end = tail  # clients that do not mark quoted lines: all of it is old
        is_old[index:end] = [True] * (end - index)
    own = [index for index in range(tail) if not is_old[index] and lines[index].strip()]
    if own:
        for index in range(own[0], own[-1] + 1):
            is_old[index] = False
    return is_old


def _next_written(lines: list[str], index: int, end: int) -> int:
    while index < end and not lines[index].strip():
        index += 1
    return index


def _mark_signature(lines: list[str], is_old: list[bool]) -> None:
    """Move "Sent from my phone" and what follows ``-- `` to the old part."""
    own = [index for index, old in enumerate(is_old) if not old and lines[index].strip()]
    for index in own[-4:]:
        if is_client_signature(lines[index]):
            is_old[index] = True
    for index in own[-_SIGNATURE_LINES - 1 :]:
        if _DASHES.match(lines[index]):
            for after in range(index, own[-1] + 1):
                is_old[after] = True
            return
