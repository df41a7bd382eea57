"""The seam: what an app offers to be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from maru.kit.search.asked import Term


@dataclass(frozen=True)
class Part:
    """One text of a document. Under the same name it is always the same text.

    ``is_name``: a name, a title or tags, found by their initial consonants too.
    """

    name: str
    text: str
    is_name: bool = False

    @classmethod
    def changing(cls, name: str, text: str, *, is_name: bool = False) -> Part:
        """Return a part whose text can change: its name says which text it is."""
        return cls(f"{name} {crc32(text.encode(errors='replace')):08x}", text, is_name)


@dataclass(frozen=True)
class Content:
    """What a document says, and when it was last added to. The title stands first.

    ``marks``: see marks.py.
    """

    moment: datetime
    parts: Sequence[Part]
    marks: Sequence[str] = ()


@dataclass(frozen=True)
class Field:
    """A word before a colon, as in ``status:open``; ``names`` in the languages of the interface.

    ``condition`` gives what it asks of the source's rows, for whoever searches. ``marks`` gives
    marks, of which a document has one: the index answers by itself, and sources that share a
    field share its marks. With both, the marks narrow and the condition decides: of what changes,
    for a document is made anew some seconds later. Either raises NotUnderstood.
    """

    names: tuple[str, ...]
    condition: Callable[[str, Any], Q] | None = None
    marks: Callable[[str, Any], Sequence[Term]] | None = None


class NotUnderstood(ValueError):
    """The value of a field means nothing; says so in a sentence for people."""


@dataclass(frozen=True)
class Seen:
    """Marks by which the index leaves out what somebody may not see: a document has one of
    ``one_of``, if there are any, and none of ``none_of``."""

    one_of: tuple[Term, ...] = ()
    none_of: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found.

    ``everything`` are its rows. ``read`` gives the content of those that are there; who is
    missing is taken out of the index.
    ``visible_to`` is the query of what somebody may see, and so find; ``seen_by`` spares the
    index the way through the rest.
    """

    kind: str
    label: str | Promise
    read: Callable[[Iterable[int]], Mapping[int, Content]]
    everything: Callable[[], QuerySet[Any]]
    visible_to: Callable[[Any], QuerySet[Any]]
    seen_by: Callable[[Any], Seen] = field(default=lambda reader: Seen())
    fields: tuple[Field, ...] = field(default=())
    # Names of parts -> their texts, of those whose words are shown where they were found.
    texts: Callable[[Iterable[str]], Mapping[str, str]] = field(default=lambda names: {})
    # Gives a field that comes and goes while the program runs; those above go first.
    more: Callable[[str], Field | None] = field(default=lambda name: None)

    def field_named(self, name: str) -> Field | None:
        own = next((each for each in self.fields if name in each.names), None)
        return own or self.more(name)

    def words(self) -> list[str]:
        """Return every word that means something here before a colon, whatever comes and goes."""
        return [name for each in self.fields for name in each.names]


_sources: dict[str, Source] = {}


def offer(source: Source) -> None:
    """Register ``source``, in ``AppConfig.ready()``. Doing it twice is once."""
    _sources[source.kind] = source


def sources() -> dict[str, Source]:
    """Return kind -> source, in the order they were offered."""
    return dict(_sources)
