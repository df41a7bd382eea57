"""Making a backup while everything runs."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connections

from maru.kit.backup.manifest import Manifest, Table, private
from maru.kit.backup.places import File, Folder
from maru.kit.backup.rows import Tally, columns, lines
from maru.kit.backup.schema import Schema, last_numbers, schema_of
from maru.kit.blobs import Store, referred, store
from maru.kit.database.elsewhere import elsewhere, snapshot
from maru.kit.database.upkeep import is_current

Tell = Callable[[str, int, int], None]  # (what, done, of); of is 0 while nobody knows


@dataclass(frozen=True)
class Made:
    path: Path
    manifest: Manifest
    damaged: list[str]  # files whose bytes are not what their name says

    @property
    def is_whole(self) -> bool:
        return not self.damaged and not self.manifest.missing


def silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""


def make(place: Folder | File, *, settings_kept: dict[str, str], tell: Tell = silent) -> Made:
    """Write everything that this installation holds to ``place``, as it was at one moment.

    Rows are read in one snapshot; the files that they name are copied after,
    while none is removed. What a row names and is gone is listed, and the rest
    is backed up all the same. Raises Busy, Newer; OSError when the disk is full.
    """
    blobs = store()
    with blobs.kept(), place.writing() as folder:
        with snapshot() as alias:
            made_at = datetime.now(UTC)
            schema = schema_of(alias)
            tables = _write_rows(schema, alias, folder, tell)
            numbers = last_numbers(schema, alias)
            with elsewhere(alias):
                # Before an upgrade today's models do not fit yesterday's tables: then all of them.
                wanted = {n for _, n in referred()} if is_current(alias) else set(blobs.names())
            vendor = connections[alias].vendor
        names, missing, size, listing = _list_blobs(blobs, wanted, folder)
        manifest = Manifest(
            made_at=made_at.isoformat(),
            version=version("maru"),
            vendor=vendor,
            migrations=schema.nodes,
            tables=tables,
            last_numbers=numbers,
            blobs=len(names),
            blob_bytes=size,
            blobs_sha256=listing,
            missing=missing,
        )
        manifest.write(folder)
        _write_secrets(folder, settings_kept)
        damaged = []
        for number, (name, is_good) in enumerate(place.add_blobs(blobs, names), 1):
            tell("files", number, len(names))
            if not is_good:
                damaged.append(name)
        return Made(place.finish(), manifest, damaged)


def _write_rows(schema: Schema, alias: str, folder: Path, tell: Tell) -> list[Table]:
    (folder / "rows").mkdir(mode=0o700)
    tables, done = [], 0
    for model in schema.tables:
        name, names, tally = model._meta.db_table, columns(model), Tally()
        with private(rows_file(folder, name)) as raw, gzip.GzipFile("", "wb", 1, raw, 0) as file:
            for line in tally.passing(lines(model, names, alias)):
                file.write(line)
                if tally.rows % 1_000 == 0:
                    tell("rows", done + tally.rows, 0)
        done += tally.rows
        tell("rows", done, 0)
        tables.append(Table(name, names, tally.rows, tally.sha256))
    return tables


def rows_file(folder: Path, table: str) -> Path:
    return folder / "rows" / f"{table}.jsonl.gz"


def _list_blobs(
    blobs: Store, wanted: Iterable[str], folder: Path
) -> tuple[list[str], list[str], int, str]:
    names, missing, total, listing = [], [], 0, hashlib.sha256()
    with private(folder / "blobs.txt") as file:
        for name in sorted(wanted):
            try:
                size = blobs.path(name).stat().st_size
            except FileNotFoundError:
                missing.append(name)
                continue
            line = f"{name} {size}\n".encode()
            file.write(line)
            listing.update(line)
            names.append(name)
            total += size
    return names, missing, total, listing.hexdigest()


def _write_secrets(folder: Path, kept: dict[str, str]) -> None:
    with private(folder / "settings.json") as file:
        text = json.dumps({"secret_key": settings.SECRET_KEY, "settings": kept}, indent=1)
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
