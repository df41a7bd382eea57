"""What was seeded as the search finds it: documents of known terms, and the words they consist of.

So nothing waits to be indexed afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.db import connection

from maru.kit.search.analysing import analysis_name
from maru.kit.search.document import Document
from maru.kit.search.vocabulary import Entry
from maru.kit.text.analysis.keyboard import as_english
from maru.project.seeding.phrase import Phrase, terms_said
from maru.project.seeding.rows import Clock, Table, as_json

_REMEMBERED = 200_000  # terms known to be written down

Parts = list[tuple[str, list[str]]]


class Index:
    """Documents are gathered, and written at one go with what new terms they have."""

    def __init__(self) -> None:
        self._documents = Table(
            Document, "key", "kind", "object_id", "moment", "terms", "parts", "analysis"
        )
        self._analysis, self._clock = analysis_name(), Clock()
        self._made: list[Document] = []
        self._remembered: set[str] = set()

    def add(
        self, kind: str, object_id: int, seconds: float, parts: Parts, marks: Sequence[str] = ()
    ) -> None:
        """Note a document that was last added to at ``seconds`` since 1970."""
        at = datetime.fromtimestamp(seconds, UTC)
        self._made.append(Document.made(kind, object_id, at, parts, self._analysis, marks))

    def write(self) -> None:
        made, self._made = self._made, []
        self._documents.write(
            [
                (d.key, d.kind, d.object_id, self._clock(d.moment.timestamp()), d.terms,
                 as_json(d.parts), d.analysis)
                for d in made
            ]
        )  # fmt: skip
        self._learn(document.said for document in made)

    def _learn(self, documents: Iterable[Iterable[str]]) -> None:
        new: Counter[str] = Counter()
        for terms in documents:
            new.update(set(terms) - self._remembered)
        _write_down([(term, as_english(term)[:250], seen) for term, seen in sorted(new.items())])
        if len(self._remembered) > _REMEMBERED:
            self._remembered.clear()
        self._remembered.update(new)


def _write_down(rows: Sequence[tuple[str, str, int]]) -> None:
    """Write the terms that nobody wrote down before."""
    table = Entry._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            sql = f'INSERT OR IGNORE INTO "{table}" (term, keys, seen) VALUES (%s, %s, %s)'  # noqa: S608
            cursor.executemany(sql, rows)
            return
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
