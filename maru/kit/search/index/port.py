from __future__ import annotations

from typing import Protocol

from django.db.models import QuerySet

from maru.kit.search.asked import Asked
from maru.kit.search.document import Document

Documents = QuerySet[Document]


class Newest(Protocol):
    def __call__(
        self, documents: Documents, asked: Asked, *, before: int | None, most: int
    ) -> list[Document]:
        """Return the newest ``most`` of ``documents`` that hold what is asked for, newest first.

        ``before`` is the key of the last one that is known. Where ``asked`` has no words, all
        of them but those that it is without.
        """
        ...
