"""Maru's analysis over a plain FTS5 table: what kit/text is worth, whatever asks it later."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from bench.search_quality import Document
from bench.searching.engines import fields
from maru.kit.text.analysis import IN_TERMS, Alternative, Word, analyse, initials, understand

# What a word is worth that was found in another way than it was typed.
WORTH = {
    "exact": 1.0,
    "initials": 1.0,
    "spacing": 0.95,
    "layout": 0.9,
    "slip": 0.7,
    "synonym": 0.6,
    "translation": 0.5,
}
FEW = 2  # documents; where fewer have a word, those that have it in the other language count
COVERED = 0.6  # of a long query's weight, for a document to be found
LEAST = 0.5  # where none has enough
SHORT = 2  # words, all of which a document must have


class Maru:
    """Documents by their terms and initial consonants; ranked by what of the query they cover."""

    name = "Maru"

    def __init__(self, documents: Iterable[Document]) -> None:
        documents = list(documents)
        self._terms = {d.id: [t for terms in analyse(fields(d)) for t in terms] for d in documents}
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute(
            "CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, body, short,"
            f" tokenize=\"unicode61 remove_diacritics 0 tokenchars '{IN_TERMS}'\")"
        )
        self._rows.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(found, 'col')")
        for document in documents:
            short = [i for name in _names(document) for i in initials(name)]
            self._rows.execute(
                "INSERT INTO found VALUES (?, ?, ?)",
                (document.id, " ".join(self._terms[document.id]), " ".join(short)),
            )

    def search(self, query: str) -> list[str]:
        words = understand(query, known=self.known)
        hits = [self._hits(word) for word in words]
        weights = [
            math.log(1 + len(self._terms) / (1 + len(found))) * (0.15 if word.is_weak else 1.0)
            for word, found in zip(words, hits, strict=True)
        ]
        strong = [at for at, word in enumerate(words) if not word.is_weak]
        if not strong:
            return []
        covered = {
            id_: sum(weights[at] for at in strong if id_ in hits[at])
            for id_ in {id_ for at in strong for id_ in hits[at]}
        }
        if not covered:
            return []
        whole = sum(weights[at] for at in strong)
        share = COVERED if len(strong) > SHORT else 1.0
        # Where no document has enough, those that have most are better than nothing.
        enough = min(share * whole, max(*covered.values(), LEAST * whole)) - 1e-9
        scores = {
            id_: sum(w * found.get(id_, 0.0) for w, found in zip(weights, hits, strict=True))
            for id_, weight in covered.items()
            if weight >= enough
        }
        return sorted(scores, key=lambda id_: (-scores[id_], id_))

    def known(self, terms: Collection[str]) -> Mapping[str, int]:
        """Return in how many documents each of ``terms`` stands."""
        found: dict[str, int] = {}
        asked = list(terms)
        for start in range(0, len(asked), 500):
            some = asked[start : start + 500]
            marks = ", ".join("?" * len(some))
            found.update(
                self._rows.execute(
                    f"SELECT term, doc FROM vocabulary WHERE col = 'body' AND term IN ({marks})",
                    some,
                ).fetchall()
            )
        return found

    def _hits(self, word: Word) -> dict[str, float]:
        """Return what ``word`` is found in, and how well."""
        best: dict[str, float] = {}
        translations = [a for a in word.alternatives if a.kind == "translation"]
        for alternative in word.alternatives:
            if alternative not in translations:
                self._note(alternative, best)
        for alternative in translations if len(best) < FEW else ():
            self._note(alternative, best)
        return best

    def _note(self, alternative: Alternative, best: dict[str, float]) -> None:
        for id_ in self._matching(alternative):
            best[id_] = max(best.get(id_, 0.0), WORTH[alternative.kind])

    def _matching(self, alternative: Alternative) -> list[str]:
        column = "short" if alternative.kind == "initials" else "body"
        wanted = " AND ".join('"' + term.replace('"', "") + '"' for term in alternative.terms)
        ids = self._ids(f"{column} : ({wanted})")
        if not ids and column == "short":
            ids = self._ids(f"{column} : ({wanted} *)")  # a name that is not all there yet
        if len(alternative.terms) == 1:
            return ids
        return [id_ for id_ in ids if alternative.stands_in(self._terms[id_])]

    def _ids(self, asked: str) -> list[str]:
        rows = self._rows.execute("SELECT id FROM found WHERE found MATCH ?", (asked,))
        return [id_ for (id_,) in rows]


def _names(document: Document) -> list[str]:
    return [document.title, document.person, *document.tags]
