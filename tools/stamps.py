"""What a step was made from, remembered as a hash, so that an unchanged step is skipped."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
STAMPS = REPOSITORY / "build" / "stamps"


def files(*patterns: str) -> list[Path]:
    """Return the files that match, in a stable order; a pattern may match nothing."""
    found = {path for pattern in patterns for path in REPOSITORY.glob(pattern) if path.is_file()}
    return sorted(found)


def fingerprint(paths: Iterable[Path], *facts: object) -> str:
    digest = hashlib.sha256(repr(facts).encode())
    for path in paths:
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(REPOSITORY)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(step: str, mark: str, *made: Path) -> bool:
    """Return whether the step was done for ``mark`` and what it made still exists."""
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text() == mark and all(path.exists() for path in made)


def remember(step: str, mark: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(mark)


def forget(step: str) -> None:
    (STAMPS / step).unlink(missing_ok=True)
