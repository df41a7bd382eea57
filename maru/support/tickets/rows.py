"""The seam for what upper apps show in each row of a list: a column of the query's own, so that a
page of rows asks once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

_columns: dict[str, Callable[[], Any]] = {}


def rows_with(name: str, expression: Callable[[], Any]) -> None:
    """Give every ticket of ``for_rows`` what ``expression`` says of it, by ``name``; a partial in
    the slot ``ticket.row`` shows it. It must cost little: lists have hundreds of rows. It is put
    together once a process."""
    _columns[name] = cache(expression)


def row_columns() -> dict[str, Any]:
    return {name: expression() for name, expression in _columns.items()}
