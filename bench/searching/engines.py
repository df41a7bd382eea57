"""The same documents in four indexes: Maru's analysis, and what anybody has without it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import Protocol

from bench.search_quality import Document


class Engine(Protocol):
    name: str

    def search(self, query: str) -> list[str]:
        """Return the ids of what is found, the best first."""
        ...


class Plain:
    """FTS5 with a tokenizer of its own: a document has all words of the query."""

    def __init__(self, documents: Iterable[Document], tokenizer: str) -> None:
        self.name = tokenizer
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute(
            f"CREATE VIRTUAL TABLE found USING fts5(id, body, tokenize='{tokenizer}')"
        )
        self._rows.executemany(
            "INSERT INTO found VALUES (?, ?)", [(d.id, everything(d)) for d in documents]
        )

    def search(self, query: str) -> list[str]:
        words = [f'"{word}"' for word in re.sub(r'["\0]', " ", query).split()]
        if not words:
            return []
        rows = self._rows.execute(
            "SELECT id FROM found WHERE found MATCH ? ORDER BY rank",
            (f"body : {' AND '.join(words)}",),
        )
        return [id_ for (id_,) in rows]


class Like:
    """LIKE with every word of the query (PostgreSQL's ILIKE)."""

    name = "LIKE"

    def __init__(self, documents: Iterable[Document]) -> None:
        self._rows = [(d.id, everything(d).casefold()) for d in documents]

    def search(self, query: str) -> list[str]:
        words = query.casefold().split()
        return [id_ for id_, body in self._rows if words and all(word in body for word in words)]


def fields(document: Document) -> list[str]:
    return [document.title, document.person, *document.tags, document.text]


def everything(document: Document) -> str:
    return "\n".join(fields(document))
