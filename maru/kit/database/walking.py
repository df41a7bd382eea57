"""Pages in an order that no index of their rows has: walked along what has it.

The order of a million rows by something that stands in another table (the name of whom they
belong to, an answer of a custom field) is in no index of theirs, and to sort them takes seconds.
Where a list holds few rows they are sorted; where it holds many, walking the other table in its
order soon meets enough of them to fill a page.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef

from maru.kit.database.counting import count_up_to

FEW = 5_000  # rows that are sorted in some 25 ms; of a million, every 200th row is one more

Row = TypeVar("Row", bound=models.Model)


def are_few(rows: models.QuerySet[Any]) -> bool:
    """Return whether ``rows`` are better sorted than walked. Costs one query."""
    return count_up_to(rows, FEW) <= FEW


def among(candidates: models.QuerySet[Row], rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """Return those of ``candidates`` that are in ``rows``, found as candidates are.

    Each is looked up by its key. With both conditions beside one another, SQLite, which knows
    not which of them few meet, would go through all of ``rows`` instead.
    """
    return candidates.filter(Exists(rows.order_by().filter(pk=OuterRef("pk"))))
