"""Whether a database is as this version needs it."""

from __future__ import annotations

from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def is_current(alias: str = "default") -> bool:
    """Return whether every migration has been applied. Costs one query."""
    return not waiting(alias)


def waiting(alias: str = "default") -> int:
    """Return how many migrations wait. Costs one query."""
    executor = MigrationExecutor(connections[alias])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
