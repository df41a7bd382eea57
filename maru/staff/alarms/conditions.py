"""The registry of what must hold; each app adds its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from maru.staff.members.roles import Power

Facts = dict[str, Any]
Look = Callable[[], Facts | None]


@dataclass(frozen=True)
class Condition:
    """``look`` returns the figures of what is wrong, None when all is well."""

    name: str
    watched: Promise | str  # what is looked at
    words: Promise | str
    look: Look
    advice: Promise | str = ""  # what to do about it
    power: Power = Power.COMPANY  # who may mend it, and therefore sees it

    def sentence(self, facts: Facts) -> str:
        return str(self.words) % facts


conditions: dict[str, Condition] = {}


def condition(
    name: str,
    watched: Promise | str,
    words: Promise | str,
    *,
    advice: Promise | str = "",
    power: Power = Power.COMPANY,
) -> Callable[[Look], Look]:
    """Register the decorated look at what ``watched`` calls by name.

    ``words`` is the sentence of the alarm, with the names of its figures.

    ``advice`` says what to do; members with ``power`` see the alarm on their pages.
    It is asked every minute, so it costs one quick query and no network.
    """

    def register(look: Look) -> Look:
        conditions[name] = Condition(name, watched, words, look, advice, power)
        return look

    return register


_pages: dict[str, str] = {}


def mended_at(name: str, url_name: str) -> None:
    """Register the page where the condition ``name`` is looked into; an upper app knows it."""
    _pages[name] = url_name


def page_of(name: str) -> str:
    """Return the name of that page's URL, "" where there is none."""
    return _pages.get(name, "")
