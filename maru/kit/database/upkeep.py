"""Whether a database is as this version needs it, and what brings it there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

Node = tuple[str, str]
Tell = Callable[[Node, int, int], None]  # (migration, which, of how many), before it begins


@dataclass(frozen=True)
class Standing:
    """How far a database is from this version: both empty when it is as it should be."""

    pending: list[Node]  # migrations that it has not seen, in their order
    unknown: list[Node]  # migrations that it has seen and this version does not know


def standing(alias: str = "default") -> Standing:
    """Return what is between the database and this version. Costs two queries."""
    executor = MigrationExecutor(connections[alias])
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    pending = [(migration.app_label, migration.name) for migration, _ in plan]
    return Standing(pending, unknown_among(loader.applied_migrations, loader))


def is_current(alias: str = "default") -> bool:
    """Return whether the database is as this version needs it. Costs two queries."""
    return standing(alias) == Standing([], [])


def unknown_among(nodes: Iterable[Node], loader: MigrationLoader) -> list[Node]:
    """Return those of ``nodes`` that this version does not know."""
    known = {*loader.disk_migrations, *loader.graph.nodes}
    # A squashed migration stands in for those that it replaces.
    replaced = {node for m in loader.disk_migrations.values() for node in m.replaces}
    return sorted(node for node in nodes if node not in known and node not in replaced)


def seen(alias: str = "default") -> frozenset[Node]:
    """Return the migrations that the database has seen; none of an empty one. One query or two."""
    return frozenset(MigrationRecorder(connections[alias]).applied_migrations())


class _Whole(MigrationExecutor):
    """Django's, but that each migration is written down in the transaction that makes it.

    Django does so after the commit when indexes or foreign keys were put off to
    the end. Killed in between, a database could neither go on nor begin again.
    """

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        if self.progress_callback:
            self.progress_callback("apply_start", migration, fake)
        with self.connection.schema_editor(atomic=migration.atomic) as editor:
            state = migration.apply(state, editor)
            for sql in editor.deferred_sql:
                editor.execute(sql, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # wrong stub
        if self.progress_callback:
            self.progress_callback("apply_success", migration, fake)
        return state


def evolve(alias: str = "default", tell: Tell | None = None) -> list[Node]:
    """Bring the database up to date, one whole migration after the other; return which.

    Killed at any point, it has seen some of them and none by half; the next call goes on.
    """
    done: list[Node] = []

    def progress(what: str, migration: Any = None, fake: bool | None = None) -> None:
        if what == "apply_start" and tell:
            tell((migration.app_label, migration.name), len(done) + 1, len(plan))
        elif what == "apply_success":
            done.append((migration.app_label, migration.name))

    connection = connections[alias]
    connection.prepare_database()
    executor = _Whole(connection, progress)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    create_state: Any = executor._create_project_state  # type: ignore[attr-defined]
    before: ProjectState = create_state(with_applied_migrations=True)
    emit_pre_migrate_signal(0, False, alias, apps=before.apps, plan=plan)
    executor.migrate(targets, plan=plan, state=before.clone())
    emit_post_migrate_signal(0, False, alias, plan=plan)  # idempotent: it fills in what is missing
    return done
