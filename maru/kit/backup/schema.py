"""Which tables a database has, by the migrations that it has seen, not by today's code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from maru.kit.database.upkeep import Node, unknown_among


class Newer(Exception):
    """The database, or the backup, has seen migrations that this version does not know."""


@dataclass(frozen=True)
class Schema:
    nodes: list[Node]  # migrations seen
    tables: list[type[models.Model]]  # as they were then, by the name of the table

    @property
    def latest(self) -> dict[str, str]:
        """The last migration of each app."""
        return dict(sorted(self.nodes))


def schema_of(alias: str) -> Schema:
    """Return what the database at ``alias`` has now. Raises Newer."""
    loader = MigrationLoader(connections[alias])
    return _schema(loader, loader.applied_migrations)


def schema_at(nodes: Iterable[Node], alias: str) -> Schema:
    """Return what a database has that has seen ``nodes``. Raises Newer."""
    return _schema(MigrationLoader(connections[alias]), [(app, name) for app, name in nodes])


def _schema(loader: MigrationLoader, nodes: Iterable[Node]) -> Schema:
    seen = sorted(set(nodes))
    if unknown := unknown_among(seen, loader):
        raise Newer(", ".join(".".join(node) for node in unknown))
    known: list[Node] = [node for node in seen if node in loader.graph.nodes]
    # The models of another day have to be made first, which takes a second.
    is_todays = set(known) == set(loader.graph.nodes)
    state = apps if is_todays else loader.project_state(list(known)).apps
    tables = [
        model
        for model in state.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]
    return Schema(known, sorted(tables, key=lambda model: model._meta.db_table))


def bring_to(nodes: Iterable[Node], alias: str) -> None:
    """Migrate the database at ``alias`` until it has seen ``nodes``."""
    executor = MigrationExecutor(connections[alias])
    wanted, graph = set(nodes), executor.loader.graph
    # Only the tips: a target that is applied would take back what came after it.
    tips = [node for node in wanted if not any(c in wanted for c in graph.node_map[node].children)]
    executor.migrate(tips)


def make_tables(schema: Schema, alias: str) -> None:
    """Make the tables in an empty database at one go, for a copy that is thrown away."""
    with connections[alias].schema_editor() as editor:
        for model in schema.tables:
            if not model._meta.auto_created:  # that one comes with its owner
                editor.create_model(model)


def last_numbers(schema: Schema, alias: str) -> dict[str, int]:
    """Return table -> the last number given to a row; no number is ever given twice."""
    numbers = {}
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return {name: int(seq) for name, seq in cursor.fetchall() if seq}
        for table, sequence in _sequences(schema, alias):
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
            last, is_called = cursor.fetchone()
            if is_called:
                numbers[table] = int(last)
    return numbers


def continue_numbers(schema: Schema, last: dict[str, int], alias: str) -> None:
    """Have every table go on counting after the ``last`` of it."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            names = {model._meta.db_table for model in schema.tables}
            for table, number in last.items():
                if table in names:
                    cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                    cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, number])
            return
        for sql in connection.ops.sequence_reset_sql(no_style(), schema.tables):
            cursor.execute(sql)
        for table, sequence in _sequences(schema, alias):
            if table in last:
                cursor.execute(
                    f"SELECT setval(%s, greatest(%s, last_value)) FROM {sequence}",  # noqa: S608
                    [sequence, last[table]],
                )


def _sequences(schema: Schema, alias: str) -> list[tuple[str, str]]:
    found = []
    with connections[alias].cursor() as cursor:
        for model in schema.tables:
            key = model._meta.pk
            if isinstance(key, models.AutoField):
                cursor.execute(
                    "SELECT pg_get_serial_sequence(%s, %s)",
                    [f'"{model._meta.db_table}"', key.column],
                )
                if (name := cursor.fetchone()[0]) is not None:
                    found.append((model._meta.db_table, name))
    return found
