"""What was found, as it is shown: with the words that were looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from maru.kit.search.document import Document
from maru.kit.search.finding import Found
from maru.kit.search.ranking import best_part
from maru.kit.search.snippets import Stretch, snippet
from maru.kit.search.source import sources


@dataclass(frozen=True)
class Hit:
    document: Document
    words: Sequence[Stretch]  # of the part that says most of it; empty where only the title does


def hits(found: Found) -> list[Hit]:
    """Return the documents that were found, each with its words. One query a kind."""
    if found.query is None:
        return []
    asked = found.query.asked
    parts = {d.key: best_part(d, asked) for d in found.documents}
    names: defaultdict[str, list[str]] = defaultdict(list)
    for document in found.documents:
        if parts[document.key]:
            names[document.kind].append(parts[document.key])
    texts = {kind: sources()[kind].texts(wanted) for kind, wanted in names.items()}
    return [
        Hit(d, snippet(text, asked) if text else [])
        for d in found.documents
        for text in [texts.get(d.kind, {}).get(parts[d.key], "")]
    ]
