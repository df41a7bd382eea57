"""Emptying the test database between tests that commit: what Django does there costs most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.management import create_contenttypes
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate


def empty_quickly() -> None:
    """Have every flush of this process delete rows, and give nothing back that Maru never reads."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    # TRUNCATE makes each table and index a new file: 250 ms for all of them, rows or none.
    # Deleting takes 10 ms; the foreign keys are looked at when all is gone, at the commit.
    DatabaseOperations.sql_flush = delete_all  # type: ignore[assignment]


def delete_all(
    self: DatabaseOperations, style: Any, tables: Iterable[str], **options: bool
) -> list[str]:
    if options.get("reset_sequences"):
        raise ValueError("no test of ours counts on its numbers")
    return [f"{style.SQL_KEYWORD('DELETE FROM')} {self.quote_name(table)};" for table in tables]
