"""What somebody writes in one line: «월요일 오전에 다시 전화하기», "call back tomorrow 2pm"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.support.tickets.snoozing.choosing import moment_for

WORDS = 8  # that say when, at most


def when_and_what(line: str, member: Member, brand: Brand | None) -> tuple[datetime, str] | None:
    """Return the moment that the first or the last words of ``line`` say to ``member``, and the
    rest of it; None where neither do. As many words as make a moment are taken."""
    words, now = line.split(), timezone.now()
    for when, what in _parted(words):
        if moment := moment_for(" ".join(when), member, brand, now):
            return moment, " ".join(what)
    return None


def _parted(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    for many in range(min(WORDS, len(words)), 0, -1):
        yield words[:many], words[many:]
        yield words[-many:], words[:-many]
