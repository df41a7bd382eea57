"""What a row of the list may show beside its number and subject, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member

COLUMNS: dict[str, str | Promise] = {
    "channel": _("Channel"),
    "customer": _("Customer"),
    "organization": _("Organization"),
    "status": _("Status"),
    "priority": _("Priority"),
    "assignee": _("Assignee"),
    "team": _("Team"),
    "brand": _("Brand"),
    "kind": _("Kind"),
    "promised": _("Due"),
    "created": _("Created"),
    "updated": _("Last activity"),
}
USUAL = ["channel", "customer", "status", "priority", "assignee", "kind", "updated"]


@dataclass(frozen=True)
class Column:
    """A column that comes and goes while the program runs. ``values`` reads a page of rows at
    once: id of row -> what stands in its cell. ``orders``, ``groups``: whether a list can stand in
    its order, or under its answers."""

    name: str
    label: str
    values: Callable[[Sequence[Any]], Mapping[int, Any]]
    may_see: Callable[[Member], bool] = lambda member: True
    orders: bool = False
    groups: bool = False


_sources: list[Callable[[], Iterable[Column]]] = []


def columns_from(source: Callable[[], Iterable[Column]]) -> None:
    """Let ``source`` add columns, asked anew each time; registering twice is once."""
    if source not in _sources:
        _sources.append(source)


def more_columns(
    names: Iterable[str] | None = None, *, member: Member | None = None
) -> list[Column]:
    """Return the columns of all sources, or those of ``names``; of these what ``member`` sees."""
    wanted = None if names is None else {name for name in names if name not in COLUMNS}
    if wanted is not None and not wanted:
        return []
    found = [column for source in _sources for column in source()]
    if member is not None:
        found = [column for column in found if column.may_see(member)]
    return [column for column in found if wanted is None or column.name in wanted]


def labels(member: Member) -> dict[str, str | Promise]:
    """Return name -> label of every column that ``member`` can choose now."""
    return {**COLUMNS, **{each.name: each.label for each in more_columns(member=member)}}


def in_their_order(names: Iterable[str]) -> list[str]:
    """Return those of ``names`` that are columns, once each, as the table orders them."""
    wanted = set(names)
    return [
        *(name for name in COLUMNS if name in wanted),
        *(column.name for column in more_columns(wanted)),
    ]


def usual() -> list[str]:
    return list(USUAL)
