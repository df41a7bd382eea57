from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from maru.kit.search.source import Source

MOST_TERMS = 30_000  # of one document; PostgreSQL takes a megabyte of them (tsvector)
MOST_MARKS = 1_000
LAST = 2**63 - 1  # no key is larger
OF_FEW = "::"  # between a kind and a term of it
OF_KIND = ":"  # before the kind, which stands first among the terms; no text holds it by chance
# Bits of a key, after the second: of the id, which the index thus tells by itself, and of the kind.
_IDS, _KINDS = 28, 3
MOST_KINDS = 1 << _KINDS
ID_OF_KEY = f"((%s >> {_KINDS}) & {(1 << _IDS) - 1})"  # in SQL


class Document(models.Model):
    """What is found as one: a ticket with all that was said in it, a customer, ...

    The terms are those of its parts, one after another; before them stand its kind and its marks,
    by which the index itself leaves out what nobody asked for, and, of a kind of which there are
    few, each term with the kind before it. Both databases keep an index of
    them by themselves (see the migrations). A part of a known name never changes, so it is
    analysed once.
    """

    # Rises with the moment: newest first is the order of keys, which no database has to sort.
    key = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    moment = models.DateTimeField()
    terms = models.TextField()  # one space between two
    parts = models.JSONField()  # [[name, how many terms], ...]
    analysis = models.CharField(max_length=60)  # by what the terms were made

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_document_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @classmethod
    def made(
        cls,
        source: Source,
        object_id: int,
        moment: datetime,
        parts: Sequence[tuple[str, Sequence[str]]],
        marks: Sequence[str] = (),
    ) -> Document:
        """Return a document of ``parts``, a name and its terms each; what is too much is cut."""
        kept = cut(parts)
        return cls(
            key=key_of(source, object_id, moment),
            kind=source.kind,
            object_id=object_id,
            moment=moment,
            terms=joined(source, kept, marks),
            parts=[[name, len(terms)] for name, terms in kept],
            analysis=source.analysis,
        )

    @property
    def said(self) -> list[str]:
        """The terms of its parts alone."""
        terms = self.terms.split(" ")
        return terms[len(terms) - sum(count for _name, count in self.parts) :]

    def by_part(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the name and the terms of each part."""
        terms = self.said
        at = 0
        for name, count in self.parts:
            yield name, terms[at : at + count]
            at += count


Parts = Sequence[tuple[str, Sequence[str]]]


def cut(parts: Parts) -> Parts:
    """Return ``parts`` without what is too much for one document."""
    kept, room = [], MOST_TERMS
    for name, terms in parts:
        kept.append((name, terms[:room]))
        room -= len(kept[-1][1])
    return kept


def joined(source: Source, parts: Parts, marks: Sequence[str]) -> str:
    """Return the terms as a document keeps them: its kind, its marks, those of its parts."""
    said = list(chain.from_iterable(terms for _name, terms in parts))
    own = dict.fromkeys(said) if source.is_of_few else []
    among_few = [source.kind + OF_FEW + term for term in own]
    return " ".join([OF_KIND + source.kind, *marks[:MOST_MARKS], *among_few, *said])


def key_of(source: Source, object_id: int, moment: datetime) -> int:
    """Return the key: seconds since 1970, then the id, then the number of the kind."""
    seconds = max(int(moment.timestamp()), 0)
    return (((seconds << _IDS) | object_id) << _KINDS) | source.number
