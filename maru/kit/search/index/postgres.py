"""tsvector without positions, and a GIN index over it.

The column's statistics are kept fine (see the migration): PostgreSQL then knows rare terms from
frequent ones, and walks the keys backwards for these, the index for those.
"""

from __future__ import annotations

from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.index.port import Documents


def holding(documents: Documents, asked: Asked, *, before: int | None) -> Documents:
    found = documents if before is None else documents.filter(key__lt=before)
    if expression(asked):
        found = found.extra(
            where=["search_document.vector @@ %s::tsquery"], params=[expression(asked)]
        )
    return found.order_by("-key")


def expression(asked: Asked) -> str:
    """Return ``asked`` as a tsquery; '' when nothing is asked for."""
    sets = " | ".join(f"({' & '.join(map(_word, words))})" for words in asked.sets if words)
    wanted = [f"({sets})"] if sets else []
    return " & ".join([*wanted, *(f"!{_word(word)}" for word in asked.without)])


def _word(word: Word) -> str:
    return "(" + " | ".join(f"({' & '.join(map(_term, way))})" for way in word.ways) + ")"


def _term(term: Term) -> str:
    text = term.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{text}':*" if term.is_begun else f"'{text}'"
