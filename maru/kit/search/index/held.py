from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func

from maru.kit.search.asked import Asked
from maru.kit.search.index import postgres, sqlite


class Held(Func):
    """Whether a row's document holds one of ``asked``: a condition of its id.

    Of a usual word a page is full sooner where the list is walked in its order; all that hold it
    are gathered for everything else.
    """

    output_field = BooleanField()

    def __init__(self, field: str, kind: str, asked: Sequence[Asked]) -> None:
        super().__init__(F(field))
        self.kind, self.asked = kind, asked

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        column, before = compiler.compile(self.source_expressions[0])
        sql, params = sqlite.held(self.asked)
        walks = compiler.query.order_by and _finds(*sqlite.one_more(self.asked))
        # SQLite takes any subquery for one of few rows; "+" keeps it from beginning with them.
        return f"{'+' if walks else ''}{column} IN ({sql})", [*before, *params]

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        column, before = compiler.compile(self.source_expressions[0])
        if compiler.query.order_by and _finds(*postgres.one_more(self.asked)):
            sql, params = postgres.held_by_one(self.kind, column, self.asked)
            return f"EXISTS ({sql})", [*params[:1], *before, *params[1:]]
        sql, params = postgres.held(self.asked)
        return f"{column} IN ({sql})", [*before, *params]


def _finds(sql: str, params: Sequence[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone() is not None
