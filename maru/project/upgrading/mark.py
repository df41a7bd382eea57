"""What an upgrade that was broken off leaves, so that the next one ends where it would have."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from maru.kit.database.upkeep import Node


@dataclass(frozen=True)
class Mark:
    """Lies in MARU_HOME from the backup to the end. ``backup`` is "" where none was made."""

    backup: str
    began: str  # when the backup was begun, UTC, ISO 8601
    version: str  # that ran before; "" where none is known
    before: list[Node]
    pending: list[Node]
    faults: int = 0  # files of the backup that were missing or damaged before

    @classmethod
    def read(cls) -> Mark | None:
        try:
            given = json.loads(_path().read_text(encoding="utf-8"))
            for name in ("before", "pending"):
                given[name] = [(app, name) for app, name in given[name]]
            return cls(**given)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self) -> None:
        new = _path().with_suffix(".new")
        new.write_text(json.dumps(asdict(self)), encoding="utf-8")
        new.rename(_path())

    def is_of(self, seen: frozenset[Node], pending: list[Node]) -> bool:
        """Return whether the database stands between the beginning and the end of that upgrade.

        Before its first change somebody may have worked on with the older version, and
        after its last with the newer one, so that its backup is old; in between nobody could.
        """
        changed = seen - set(self.before)
        left = set(self.pending) - seen
        is_within = bool(changed) and changed <= set(self.pending) and set(self.before) <= seen
        return is_within and (bool(left) or not pending)


def remove_mark() -> None:
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.HOME) / "upgrading"
