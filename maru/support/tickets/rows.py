"""The seam for what upper apps show in each row of a list, or know of a ticket that is opened: a
column of the query's own, so that a page of rows, and that of one ticket, asks once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

_columns: dict[str, Callable[[], Any]] = {}
_of_page: dict[str, Callable[[], Any]] = {}
_joined: list[str] = []


def rows_with(name: str, expression: Callable[[], Any]) -> None:
    """Give every ticket of ``for_rows`` what ``expression`` says of it, by ``name``; a partial in
    the slot ``ticket.row`` shows it. It must cost little: lists have hundreds of rows. It is put
    together once a process."""
    _columns[name] = cache(expression)


def row_columns() -> dict[str, Any]:
    return {name: expression() for name, expression in _columns.items()}


def page_with(name: str, expression: Callable[[], Any]) -> None:
    """Give a ticket that is opened what ``expression`` says of it, by ``name``: a panel that comes
    after the page is not asked for where there is nothing to show. Put together once a process."""
    _of_page[name] = cache(expression)


def page_joins(path: str) -> None:
    """Have a row of which a ticket has one at most loaded with a ticket that is opened: cheaper
    than asking anything of it in SQL."""
    if path not in _joined:
        _joined.append(path)


def joined() -> list[str]:
    return _joined


def page_columns() -> dict[str, Any]:
    return {name: expression() for name, expression in _of_page.items()}
