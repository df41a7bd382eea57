"""Maru's own groups, each with a key by which a company switches it off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from django.db import models, transaction

from maru.kit.text.analysis.synonyms import seed_groups
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.synonyms.changing import changing


class SwitchedOff(models.Model):
    """One of Maru's groups that this company does not want."""

    key = models.CharField(max_length=8, unique=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True)
class BuiltIn:
    """One of Maru's groups. ``key``: of its first two words, so that it stays the same while
    later versions add others."""

    key: str
    words: tuple[str, ...]
    is_on: bool = True

    def switch(self, *, on: bool, by: Actor | None) -> bool:
        """Switch it on or off; False if it was so already."""
        with transaction.atomic():
            row = SwitchedOff.objects.filter(key=self.key).select_for_update().first()
            if (row is None) == on:
                return False
            row = row or SwitchedOff.objects.create(key=self.key)
            verb, words = f"synonyms.{'on' if on else 'off'}", list(self.words)
            Event.record(verb, row, by=by, before=not on, after={"on": on, "words": words})
            if on:
                row.delete()
            changing()
        return True


@cache
def keys() -> dict[str, int]:
    """Return key -> number of the group in ``seed_groups``."""
    return {
        f"{crc32(', '.join(words[:2]).encode()):08x}": number
        for number, words in enumerate(seed_groups())
    }


def built_in() -> Iterator[BuiltIn]:
    """Yield Maru's groups as they stand. One query."""
    off = set(SwitchedOff.objects.values_list("key", flat=True))
    for key, number in keys().items():
        yield BuiltIn(key, tuple(seed_groups()[number]), key not in off)
