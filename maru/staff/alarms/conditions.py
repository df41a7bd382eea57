"""The registry of what must hold; each app adds its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Facts = dict[str, Any]
Look = Callable[[], Facts | None]


@dataclass(frozen=True)
class Condition:
    """``look`` returns the figures of what is wrong, None when all is well."""

    name: str
    words: Promise | str
    look: Look

    def sentence(self, facts: Facts) -> str:
        return str(self.words) % facts


conditions: dict[str, Condition] = {}


def condition(name: str, words: Promise | str) -> Callable[[Look], Look]:
    """Register the decorated look. ``words`` is a sentence with the names of its figures.

    It is asked every minute, so it costs one quick query and no network.
    """

    def register(look: Look) -> Look:
        conditions[name] = Condition(name, words, look)
        return look

    return register
