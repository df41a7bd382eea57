"""What was seeded as the search finds it: documents of known terms, and the words they consist of.

So nothing waits to be indexed afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain

from django.db.backends.base.base import BaseDatabaseWrapper

from maru.kit.search.document import Document, Parts, cut, joined, key_of
from maru.kit.search.source import sources
from maru.kit.search.vocabulary import Entry
from maru.kit.text.analysis.keyboard import as_english
from maru.project.seeding.phrase import Phrase, terms_said
from maru.project.seeding.rows import Clock, Pen, Table, insert

_REMEMBERED = 200_000  # terms known to be written down
_AT_ONCE = 5_000  # terms of one statement


class Index:
    """Documents are gathered, and written at one go with what new terms they have."""

    def __init__(self) -> None:
        self._sources = sources()
        self._documents = Table(
            Document, "key", "kind", "object_id", "moment", "terms", "parts", "analysis"
        )
        self._clock = Clock()
        self._rows: list[tuple[object, ...]] = []
        self._said: list[set[str]] = []
        self._remembered: set[str] = set()

    def add(
        self, kind: str, object_id: int, seconds: float, parts: Parts, marks: Sequence[str] = ()
    ) -> None:
        """Note a document that was last added to at ``seconds`` since 1970."""
        source = self._sources[kind]
        key = key_of(source, object_id, datetime.fromtimestamp(seconds, UTC))
        kept = cut(parts)
        # JSON: no name has anything that would be written otherwise.
        counts = "[" + ", ".join(f'["{name}", {len(terms)}]' for name, terms in kept) + "]"
        self._said.append(set(chain.from_iterable(terms for _name, terms in kept)))
        terms, at = joined(source, kept, marks), self._clock(seconds)
        self._rows.append((key, kind, object_id, at, terms, counts, source.analysis))

    def write(self, pen: Pen) -> None:
        self._documents.write(pen, self._rows)
        self._learn(pen, self._said)
        self._rows, self._said = [], []

    def _learn(self, pen: Pen, documents: Iterable[set[str]]) -> None:
        new: Counter[str] = Counter()
        for terms in documents:
            new.update(terms - self._remembered)
        rows = [(term, as_english(term)[:250], seen) for term, seen in sorted(new.items())]
        pen.tell(_write_down, rows)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.clear()
        self._remembered.update(new)


def _write_down(connection: BaseDatabaseWrapper, rows: Sequence[tuple[str, str, int]]) -> None:
    """Write the terms that nobody wrote down before."""
    table = Entry._meta.db_table
    if connection.vendor != "postgresql":
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            insert(connection, f'OR IGNORE INTO "{table}" (term, keys, seen)', some)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMP TABLE IF NOT EXISTS seeded_terms (LIKE "{table}") ON COMMIT DELETE ROWS'
        )
        with cursor.copy("COPY seeded_terms (term, keys, seen) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f'INSERT INTO "{table}" (term, keys, seen) SELECT term, keys, seen FROM seeded_terms'  # noqa: S608
            " ON CONFLICT DO NOTHING"
        )


def title(phrase: Phrase) -> list[str]:
    """Return the terms of what is found by its initial consonants, too."""
    return [*terms_said([phrase]), *phrase.short]
