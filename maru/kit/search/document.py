from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from zlib import crc32

from django.db import models

MOST_TERMS = 30_000  # of one document; PostgreSQL takes a megabyte of them (tsvector)
MOST_MARKS = 1_000
OF_KIND = ":"  # before the kind, which stands first among the terms; no text holds it by chance
_SLOT = 20  # bits of a key that tell documents of one millisecond apart


class Document(models.Model):
    """What is found as one: a ticket with all that was said in it, a customer, ...

    The terms are those of its parts, one after another; before them stand its kind and its marks,
    by which the index itself leaves out what nobody asked for. Both databases keep an index of
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
        kind: str,
        object_id: int,
        moment: datetime,
        parts: Sequence[tuple[str, Sequence[str]]],
        analysis: str,
        marks: Sequence[str] = (),
    ) -> Document:
        """Return a document of ``parts``, a name and its terms each; what is too much is cut."""
        kept, room = [], MOST_TERMS
        for name, terms in parts:
            kept.append((name, terms[:room]))
            room -= len(kept[-1][1])
        return cls(
            key=key_of(kind, object_id, moment),
            kind=kind,
            object_id=object_id,
            moment=moment,
            terms=" ".join(
                chain(
                    [OF_KIND + kind],
                    marks[:MOST_MARKS],
                    chain.from_iterable(terms for _name, terms in kept),
                )
            ),
            parts=[[name, len(terms)] for name, terms in kept],
            analysis=analysis,
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


def key_of(kind: str, object_id: int, moment: datetime) -> int:
    """Return the key: milliseconds since 1970, then what tells two of a millisecond apart."""
    slot = (object_id * 4 + crc32(kind.encode()) % 4) & ((1 << _SLOT) - 1)
    return (max(int(moment.timestamp() * 1000), 0) << _SLOT) | slot
