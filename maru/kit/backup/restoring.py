"""Bringing a backup back: rows, files, then what happened since is settled."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from maru.kit.backup.comparing import Difference, compare_blob, compare_blobs, compare_rows
from maru.kit.backup.making import Tell, rows_file, silent
from maru.kit.backup.manifest import Manifest, NotABackup
from maru.kit.backup.places import copy_blob, laid
from maru.kit.backup.rows import clear, insert
from maru.kit.backup.schema import bring_to, continue_numbers, make_tables, schema_at
from maru.kit.blobs import Store
from maru.kit.database.elsewhere import sqlite_at


@dataclass
class Restored:
    manifest: Manifest
    differences: list[Difference] = field(default_factory=list)


def restore(path: Path, blobs: Store, *, alias: str = "default", tell: Tell = silent) -> Restored:
    """Fill the database at ``alias`` and ``blobs`` from the backup at ``path``.

    The database is brought to the state that the backup has seen, emptied and
    filled in one transaction: broken off, it is as empty as before and may be
    begun again. Everything is read back and compared. Bringing it up to date
    and settling what happened since is the caller's. Raises NotABackup, Newer.
    """
    with _scratch(blobs.root) as scratch, laid(path, scratch) as source:
        manifest = Manifest.read(source.folder)
        schema_at(manifest.migrations, alias)  # raises before anything is touched
        _empty_schema(manifest, alias)
        fill_rows(manifest, source.folder, alias, tell)
        found = list(compare_rows(manifest, source.folder, alias))
        seen = set()
        for name, file in source.blobs:
            seen.add(name)
            tell("files", len(seen), manifest.blobs)
            there = blobs.path(name)
            if not there.exists() and not copy_blob(file, name, there):
                found.append(Difference("damaged", name))
        os.sync()
        found += compare_blobs(manifest, source.folder, seen)
    return Restored(manifest, found)


def verify(path: Path, *, tell: Tell = silent) -> Restored:
    """Restore the rows to a database that is thrown away, read every file, and compare.

    The trial database is SQLite, in the folder of temporary files: it needs no right to
    create databases, and the rows are the same lines whichever database they lie in.
    """
    with TemporaryDirectory(prefix="maru-verify-") as name, sqlite_at(Path(name, "db")) as alias:
        scratch = Path(name, "laid")
        scratch.mkdir()
        with laid(path, scratch) as source:
            manifest = Manifest.read(source.folder)
            make_tables(schema_at(manifest.migrations, alias), alias)
            fill_rows(manifest, source.folder, alias, tell)
            found = list(compare_rows(manifest, source.folder, alias))
            seen = set()
            for blob, file in source.blobs:
                seen.add(blob)
                tell("files", len(seen), manifest.blobs)
                found += compare_blob(blob, file)
            found += compare_blobs(manifest, source.folder, seen)
        return Restored(manifest, found)


def manifest_of(path: Path) -> Manifest:
    """Return what the backup at ``path`` says of itself. Raises NotABackup."""
    with TemporaryDirectory(prefix="maru-manifest-") as name, laid(path, Path(name)) as source:
        return Manifest.read(source.folder)


def secrets_of(path: Path) -> dict[str, Any]:
    """Return ``secret_key`` and ``settings`` of the backup at ``path``. Raises NotABackup."""
    with TemporaryDirectory(prefix="maru-key-") as name, laid(path, Path(name)) as source:
        Manifest.read(source.folder)
        return dict(json.loads((source.folder / "settings.json").read_text(encoding="utf-8")))


def fill_rows(manifest: Manifest, folder: Path, alias: str, tell: Tell) -> None:
    """Replace every row by those of the backup, in one transaction."""
    connection = connections[alias]
    schema = schema_at(manifest.migrations, alias)
    models = {model._meta.db_table: model for model in schema.tables}
    done = 0
    with connection.constraint_checks_disabled(), transaction.atomic(using=alias):
        clear(schema.tables, alias)
        for table in manifest.tables:
            try:
                with gzip.open(rows_file(folder, table.name)) as lines:
                    insert(models[table.name], table.columns, lines, alias)
            except (OSError, EOFError, zlib.error, ValueError) as error:
                raise NotABackup(f"{table.name}: {error}") from None
            done += table.rows
            tell("rows", done, manifest.rows)
        continue_numbers(schema, manifest.last_numbers, alias)


def is_empty(alias: str = "default") -> bool:
    """Return whether nobody has used this database yet: no row in any table of Maru's."""
    there = set(connections[alias].introspection.table_names())
    with connections[alias].cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table in there and model.__module__.startswith("maru."):
                cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608 - our own names
                if cursor.fetchone():
                    return False
    return True


def _empty_schema(manifest: Manifest, alias: str) -> None:
    """Bring the database to the migrations of the backup: what has seen others is torn down."""
    applied = set(MigrationLoader(connections[alias]).applied_migrations)
    wanted = {(app, name) for app, name in manifest.migrations}
    if applied - wanted:
        drop_everything(alias)
    bring_to(wanted, alias)


def drop_everything(alias: str) -> None:
    """Take every table out of the database."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(using=alias),
        connection.cursor() as cursor,
    ):
        for table in connection.introspection.get_table_list(cursor):
            if not table.name.startswith("sqlite_"):
                cursor.execute(f"DROP TABLE IF EXISTS {quote(table.name)}{cascade}")


@contextmanager
def _scratch(near: Path) -> Iterator[Path]:
    with TemporaryDirectory(prefix="restore-", dir=near / "incoming") as name:
        yield Path(name)
