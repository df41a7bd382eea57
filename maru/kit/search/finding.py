"""Finding: whoever asks gets what they may see, newest first or best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from maru.kit.search.document import Document
from maru.kit.search.looking import Look, looking
from maru.kit.search.ranking import best_first
from maru.kit.search.reading import Query, read

LOOKED_AT = 400  # newest documents among which the best are chosen, or phrases looked for
AT_ONCE = 100  # of them, once the first page was not enough
LITTLE = 2  # documents; where fewer are found, more is taken for an answer


@dataclass(frozen=True)
class Found:
    documents: Sequence[Document] = ()
    next: int | None = None  # the key before which it goes on; None at the end
    query: Query | None = field(default=None)

    def of(self, kind: str, *, most: int) -> Found:
        """Return the first ``most`` of one kind, of what was found of several."""
        documents = [document for document in self.documents if document.kind == kind]
        going_on = documents[most - 1].key if len(documents) > most else None
        query = self.query.of(kind) if self.query else None
        return Found(documents[:most], going_on, query)

    @property
    def guesses(self) -> list[tuple[str, str]]:
        """What was typed that stands nowhere, and what it was taken for.

        Told only of what is found: that a word stands where nobody may look is nobody's to know.
        """
        return self.query.guesses if self.query and self.documents else []


def find(
    text: str,
    reader: Any,
    *,
    kinds: Iterable[str] = (),
    order: str = "newest",
    before: int | None = None,
    size: int = 20,
    is_typing: bool = False,
) -> Found:
    """Return what ``reader`` finds by ``text``: see ``answer``."""
    query = read(text, reader, kinds=kinds, is_typing=is_typing)
    return answer(query, reader, order=order, before=before, size=size)


def answer(
    query: Query,
    reader: Any,
    *,
    order: str = "newest",
    before: int | None = None,
    size: int = 20,
    widely: bool = True,
) -> Found:
    """Return what ``reader`` finds. ``order``: newest, or best among the newest LOOKED_AT.

    ``widely``: where little is found, the other language is searched too, and then a sentence
    by its most telling words. A page costs one to three queries, whatever the size of the index;
    some more where little is found, or where the index alone cannot tell whether a document
    means it.
    """
    if query.is_empty or not query.kinds:
        return Found(query=query)
    pages = _best if order == "best" else _newest
    found = Found(query=query)
    for each in query.wider() if widely else [query]:
        look = looking(each, reader)
        found = pages(each, look, before, size)
        # A page of a few says little where it is not the first, or is meant to be that short.
        is_telling = before is None and size >= LITTLE
        if len(found.documents) >= LITTLE or not (is_telling or _finds_little(each, look)):
            break
    return found


def _finds_little(query: Query, look: Look) -> bool:
    return len(_newest(query, look, None, LITTLE).documents) < LITTLE


def _best(query: Query, look: Look, before: int | None, size: int) -> Found:
    looked_at = look(None, LOOKED_AT)
    meant = [document for document in looked_at if query.is_meant_by(document)]
    return Found(best_first(meant, query.asked)[:size], None, query)


def _newest(query: Query, look: Look, before: int | None, size: int) -> Found:
    shown: list[Document] = []
    looked, last, most = 0, before, size + 1
    while looked < LOOKED_AT:
        looked_at = look(last, most)
        for document in looked_at:
            if query.is_meant_by(document):
                shown.append(document)
                if len(shown) > size:
                    return Found(shown[:size], shown[size - 1].key, query)
        if len(looked_at) < most:
            return Found(shown, None, query)
        looked, last, most = looked + len(looked_at), looked_at[-1].key, AT_ONCE
    return Found(shown, last, query)
