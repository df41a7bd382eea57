"""``filter(Among(F("pk"), many))``: as ``pk__in=many``, however many in one parameter."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler


class Among(Lookup):
    """Takes numbers or words. To put two hundred of them into an ``IN`` took longer than to ask."""

    rhs: Collection[int] | Collection[str]

    def get_prep_lookup(self) -> list[Any]:
        return list(self.rhs)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        asked, params = self.process_lhs(compiler, connection)
        return f"{asked} = ANY(%s)", [*params, self.rhs]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        asked, params = self.process_lhs(compiler, connection)
        each = "SELECT value FROM json_each(%s)"
        return f"{asked} IN ({each})", [*params, json.dumps(self.rhs)]
