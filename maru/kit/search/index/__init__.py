"""Which documents hold the terms: asked of either database, newest first."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from maru.kit.search.asked import Asked, Term, Word
from maru.kit.search.document import OF_KIND
from maru.kit.search.index.held import Held
from maru.kit.search.index.port import Newest


def index() -> Newest:
    """Return how this installation's database is asked."""
    if connection.vendor == "postgresql":
        from maru.kit.search.index.postgres import newest
    else:
        from maru.kit.search.index.sqlite import newest
    return newest


def holding(kind: str, asked: Sequence[Asked], field: str) -> Held:
    """Return the condition that the things of ``kind`` whose ids ``field`` has hold one of
    ``asked``, as the index knows them."""
    of_kind = Word(((Term(OF_KIND + kind),),))
    return Held(field, kind, [replace(each, always=(of_kind, *each.always)) for each in asked])
