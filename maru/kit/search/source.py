"""The seam: what an app offers to be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from maru.kit.search.analysing import analysis_name, given_names_of, initials_of
from maru.kit.search.asked import Term
from maru.kit.search.document import MOST_KINDS


@dataclass(frozen=True)
class Part:
    """One text of a document. Under the same name it is always the same text.

    ``is_name``: a name, a title or tags, found by their initial consonants too. ``is_person``:
    it names people, found by their given names too.
    """

    name: str
    text: str
    is_name: bool = False
    is_person: bool = False

    @property
    def besides(self) -> list[str]:
        """The terms by which it is found as well, whatever the analysis says of it."""
        given = given_names_of(self.text) if self.is_person else ()
        short = initials_of(self.text) if self.is_name else ()
        return [*given, *short]

    @classmethod
    def changing(
        cls, name: str, text: str, *, is_name: bool = False, is_person: bool = False
    ) -> Part:
        """Return a part whose text can change: its name says which text it is."""
        return cls(f"{name} {crc32(text.encode(errors='replace')):08x}", text, is_name, is_person)


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
    for a document is made anew some seconds later. ``said`` gives the same in the language of
    kit/conditions, for who keeps a question. Each raises NotUnderstood.
    """

    names: tuple[str, ...]
    condition: Callable[[str, Any], Q] | None = None
    marks: Callable[[str, Any], Sequence[Term]] | None = None
    said: Callable[[str, Any], dict[str, Any]] | None = None


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
    number: int  # 0 to 7, in the keys of its documents: another one for each kind, for ever
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
    # There are few of the kind, and short ones, among very many others: the index knows them by
    # their terms with the kind before them too, and so need not look for them among the others.
    is_of_few: bool = False

    @property
    def analysis(self) -> str:
        """By what its documents are made: those that were made otherwise are made anew."""
        return f"{analysis_name()}{' of few' if self.is_of_few else ''}"

    def field_named(self, name: str) -> Field | None:
        own = next((each for each in self.fields if name in each.names), None)
        return own or self.more(name)

    def words(self) -> list[str]:
        """Return every word that means something here before a colon, whatever comes and goes."""
        return [name for each in self.fields for name in each.names]


_sources: dict[str, Source] = {}


def offer(source: Source) -> None:
    """Register ``source``, in ``AppConfig.ready()``. Doing it twice is once.

    Raises ValueError where keys of documents would not tell its kind from another one's.
    """
    taken = {each.number for each in _sources.values() if each.kind != source.kind}
    if source.number in taken or not 0 <= source.number < MOST_KINDS:
        raise ValueError(f"{source.kind} needs another number")
    _sources[source.kind] = source


def sources() -> dict[str, Source]:
    """Return kind -> source, in the order they were offered."""
    return dict(_sources)
