"""The seam: which nouns may have custom fields, and what a field may point to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise


@dataclass(frozen=True)
class Noun:
    """``key`` is its model's name in lower case, by which its values are found.

    ``reserved`` are words that no key of a field may be: they mean something already, before a
    colon in a search. ``can_be_solved``: a field of it may be needed for that.
    """

    key: str
    label: str | Promise
    reserved: Callable[[], Iterable[str]] = tuple
    can_be_solved: bool = False
    order: int = 100  # among the nouns, on the page that makes fields


@dataclass(frozen=True)
class Pointing:
    """A noun that a field may point to; ``key`` is the kind of such a field.

    ``named`` gives the row that somebody means by words or a number, among those a row of the
    same brand may point to and ``by`` sees; None where nobody is meant. ``names`` gives id -> name,
    ``href`` the page of one; ``fits`` finds the rows, of nouns that have a brand, that may point
    to one.
    """

    key: str
    label: str | Promise
    about: str | Promise
    named: Callable[[str, Any, Any], int | None]  # words, the row it is a field of, by
    anywhere: Callable[[str, Any], int | None]  # words, by
    names: Callable[[Iterable[int]], Mapping[int, str]]
    href: Callable[[int], str]
    fits: Callable[[int], Q]


_nouns: dict[str, Noun] = {}
_pointings: dict[str, Pointing] = {}


def register(noun: Noun) -> None:
    """Let ``noun`` have custom fields, in ``AppConfig.ready()``. Doing it twice is once."""
    _nouns[noun.key] = noun


def nouns() -> dict[str, Noun]:
    """Return key -> noun, in their order."""
    return dict(sorted(_nouns.items(), key=lambda each: each[1].order))


def point_to(pointing: Pointing) -> None:
    """Offer a kind of field that points to rows of a noun. Doing it twice is once."""
    _pointings[pointing.key] = pointing


def pointings() -> dict[str, Pointing]:
    return dict(_pointings)
