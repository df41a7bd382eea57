"""What stands in a backup, told beforehand so that nothing can be missing unnoticed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = 1
NAME = "manifest.json"


class NotABackup(Exception):
    """The file or folder is none of ours, or is cut off."""


def private(path: Path) -> BinaryIO:
    """Make a file that only its owner reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


@dataclass(frozen=True)
class Table:
    name: str
    columns: list[str]
    rows: int
    sha256: str  # of the lines


@dataclass(frozen=True)
class Manifest:
    made_at: str  # UTC, ISO 8601
    version: str
    vendor: str
    migrations: list[tuple[str, str]]
    tables: list[Table]
    last_numbers: dict[str, int]
    blobs: int
    blob_bytes: int
    blobs_sha256: str  # of blobs.txt
    missing: list[str] = field(default_factory=list)  # files that rows named and that were gone
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def write(self, folder: Path) -> None:
        with private(folder / NAME) as file:
            file.write(json.dumps(asdict(self), indent=1, ensure_ascii=False).encode())

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Return the manifest that lies in ``folder``. Raises NotABackup."""
        try:
            given: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if given["format"] != FORMAT:
                raise NotABackup(f"format {given['format']}")
            given["tables"] = [Table(**table) for table in given["tables"]]
            given["migrations"] = [(app, name) for app, name in given["migrations"]]
            return cls(**given)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotABackup(str(error)) from None
