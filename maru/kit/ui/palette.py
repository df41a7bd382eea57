"""What the palette (Ctrl+K) offers beside what stands on the page itself.

It knows no model: upper apps say in ``ready()`` where one may go, and who finds what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from . import rail


@dataclass(frozen=True)
class Entry:
    """One thing to choose. ``key`` names it for the browser, which remembers what one uses."""

    key: str
    label: str
    href: str
    icon: str  # a file of assets/icons
    note: str = ""  # stands small beside it
    words: str = ""  # found by these, too
    count: str = ""
    # The label with what was looked for: (text, is it that).
    marked: Sequence[tuple[str, bool]] = ()


@dataclass(frozen=True)
class Shelf:
    """Entries under one heading. ``key``: "tickets" is asked by "#", "customers" by "@"."""

    key: str
    label: str
    order: int = 100
    entries: Sequence[Entry] = field(default_factory=list)


Source = Callable[[HttpRequest], Iterable[Shelf]]
Finder = Callable[[HttpRequest, str], Iterable[Shelf]]

_sources: list[Source] = []
_finders: list[Finder] = []


def offer(source: Source) -> None:
    """Offer what ``source`` gives to each request's member, whatever they type."""
    if source not in _sources:
        _sources.append(source)


def offer_found(finder: Finder) -> None:
    """Offer what ``finder`` finds by what a member types, of what that member may see."""
    if finder not in _finders:
        _finders.append(finder)


def standing(request: HttpRequest) -> list[Shelf]:
    """Return what may be chosen before anything is typed; no address twice."""
    shelves = [shelf for source in [*_sources, _on_rail] for shelf in source(request)]
    seen: set[str] = set()
    return [
        Shelf(shelf.key, shelf.label, shelf.order, fresh)
        for shelf in sorted(shelves, key=lambda shelf: shelf.order)
        if (fresh := [each for each in shelf.entries if not _was(each.href, seen)])
    ]


def found(request: HttpRequest, text: str) -> list[Shelf]:
    """Return what is found by ``text``."""
    shelves = [shelf for finder in _finders for shelf in finder(request, text)]
    return [shelf for shelf in sorted(shelves, key=lambda shelf: shelf.order) if shelf.entries]


def as_json(shelf: Shelf) -> dict[str, Any]:
    """Return what the browser draws; empty texts are left out."""
    return {
        "key": shelf.key,
        "label": shelf.label,
        "entries": [
            {name: value for name, value in vars(entry).items() if value} for entry in shelf.entries
        ],
    }


def _on_rail(request: HttpRequest) -> Iterable[Shelf]:
    entries = [
        Entry(item.key, str(item.label), item.href or reverse(item.url_name), item.icon)
        for item in rail.items_for(request)
        if not item.post
    ]
    yield Shelf("places", gettext("Go to"), 30, entries)


def _was(href: str, seen: set[str]) -> bool:
    was = href in seen
    seen.add(href)
    return was
