"""Bringing the database up to date, or saying that it is not."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from maru.project.command.refusal import Refusal


def is_up_to_date() -> bool:
    """Return whether every migration has been applied. Costs one query."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def demand_up_to_date() -> None:
    """Raise Refusal unless the database is as this version needs it."""
    if not is_up_to_date():
        raise Refusal(_("The database is not up to date. Run `bin/maru migrate` first."))
