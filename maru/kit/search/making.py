"""Documents out of what things say: only what is not known yet is taken apart."""

from __future__ import annotations

from collections.abc import Mapping

from maru.kit.search.analysing import terms_beside
from maru.kit.search.document import Document
from maru.kit.search.source import Content, Source


def made(source: Source, contents: Mapping[int, Content]) -> list[Document]:
    """Return the documents, not saved; parts that stand in the saved ones are not analysed again.

    Raises NoAnswer. One query.
    """
    known: dict[tuple[int, str], list[str]] = {}
    mine = Document.objects.filter(
        kind=source.kind, object_id__in=contents, analysis=source.analysis
    )
    for document in mine:
        for name, terms in document.by_part():
            known[document.object_id, name] = terms
    missing = [
        (pk, part)
        for pk, content in contents.items()
        for part in content.parts
        if (pk, part.name) not in known
    ]
    analysed = terms_beside([part.text for _pk, part in missing])
    for (pk, part), terms in zip(missing, analysed, strict=True):
        known[pk, part.name] = [*terms, *part.besides]
    return [
        Document.made(
            source, pk, content.moment,
            [(part.name, known[pk, part.name]) for part in content.parts],
            content.marks,
        )
        for pk, content in contents.items()
    ]  # fmt: skip
