"""Rows and files agree: no row without its file, no orphan older than a day (D13)."""

import time
from dataclasses import dataclass

from maru.kit.blobs.references import referred
from maru.kit.blobs.store import Store, store
from maru.kit.jobs import sweep

ORPHAN_AGE = 24 * 3600  # seconds; an upload may be a day ahead of its row


@dataclass(frozen=True)
class Findings:
    missing: list[tuple[str, str]]  # (kind of row, sha256) whose file is gone
    orphans: list[str]  # files older than a day that no row names


def inspect(blobs: Store, *, orphan_age: float = ORPHAN_AGE) -> Findings:
    """Compare rows with files. Costs a walk over both; holds all names in memory."""
    now = time.time()
    files = {}
    for name in blobs.names():
        try:
            files[name] = blobs.path(name).stat().st_mtime
        except FileNotFoundError:
            continue
    # Rows are read after the files: a file that came meanwhile is no orphan.
    needed = set()
    missing = []
    for what, name in referred():
        needed.add(name)
        if name not in files and not blobs.has(name):
            missing.append((what, name))
    orphans = [n for n, at in files.items() if n not in needed and now - at > orphan_age]
    return Findings(missing, orphans)


@sweep("blobs.orphans", every=6 * 3600)
def remove_orphans() -> int:
    blobs = store()
    with blobs.removing() as may_remove:  # not while a backup copies them
        for name in inspect(blobs).orphans if may_remove else ():
            blobs.remove_older(name, age=ORPHAN_AGE)
    blobs.clear_incoming(age=ORPHAN_AGE)
    return 0
