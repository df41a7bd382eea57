"""What is different between a backup and what came of it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from maru.kit.backup.making import rows_file
from maru.kit.backup.manifest import Manifest, NotABackup
from maru.kit.backup.places import listed, sha256_of
from maru.kit.backup.rows import Tally, lines
from maru.kit.backup.schema import schema_at

FEW = 20  # rows of a table that are named


@dataclass(frozen=True)
class Difference:
    """``kind``: missing or damaged (a file), gone, new or changed (a row), unlike (a table)."""

    kind: str
    name: str


def compare_rows(manifest: Manifest, folder: Path, alias: str) -> Iterator[Difference]:
    """Read every table back and yield where it is not what the manifest says."""
    models = {m._meta.db_table: m for m in schema_at(manifest.migrations, alias).tables}
    for table in manifest.tables:
        tally = Tally()
        for _line in tally.passing(lines(models[table.name], table.columns, alias)):
            pass
        if (tally.rows, tally.sha256) != (table.rows, table.sha256):
            yield Difference("unlike", f"{table.name}: {tally.rows} / {table.rows}")
            position = table.columns.index(models[table.name]._meta.pk.attname)
            with gzip.open(rows_file(folder, table.name)) as file:
                kept = _by_key(file, position)
            there = _by_key(lines(models[table.name], table.columns, alias), position)
            yield from islice(_rows(table.name, kept, there), FEW)


def _by_key(source: Iterator[bytes] | gzip.GzipFile, position: int) -> dict[str, bytes]:
    return {str(json.loads(line)[position]): hashlib.sha256(line).digest()[:8] for line in source}


def _rows(table: str, kept: dict[str, bytes], there: dict[str, bytes]) -> Iterator[Difference]:
    for key in kept.keys() | there.keys():
        if key not in there:
            yield Difference("gone", f"{table} {key}")
        elif key not in kept:
            yield Difference("new", f"{table} {key}")
        elif kept[key] != there[key]:
            yield Difference("changed", f"{table} {key}")


def compare_blob(name: str, file: BinaryIO) -> Iterator[Difference]:
    """Yield a difference when the bytes are not what ``name``, their sha256, says."""
    if sha256_of(file) != name:
        yield Difference("damaged", name)


def compare_blobs(manifest: Manifest, folder: Path, seen: set[str]) -> Iterator[Difference]:
    """Yield each file that the backup should have and has not. Raises NotABackup."""
    listing = (folder / "blobs.txt").read_bytes()
    if hashlib.sha256(listing).hexdigest() != manifest.blobs_sha256:
        raise NotABackup("blobs.txt is not what the manifest says")
    for name, _size in listed(folder):
        if name not in seen:
            yield Difference("missing", name)
