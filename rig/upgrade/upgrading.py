"""One upgrade from the previous version: its rows, the kills on the way, and what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.databases import Unavailable
from bench.product import Installation, stop
from bench.rows import Row
from rig.upgrade.previous import code_of, previous
from rig.upgrade.rows import Rows, differences, rows_of

ADMIN, PASSWORD = "ops@rig.example", "three-words-of-ops"
ON_THE_WAY = ["begin", "backup", "verifying", "migration", "recording", "between"]

# Run by the old code, in its own folder: the demo company and a password to sign in with.
FURNISH = f"""
import django, maru, os
assert maru.__file__.startswith(os.getcwd()), maru.__file__
django.setup()
from django.core.management import call_command
call_command("demo")
call_command("createadmin", "{ADMIN}", password="{PASSWORD}")
"""


@dataclass
class Outcome:
    """``ends`` has how each upgrade ended: -9 where it was killed, 0 for the last."""

    commit: str
    ends: list[int] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)  # pages
    opened: int = 0
    mails: int = 0
    refused: bool = False  # a part of Maru refused to start on the way
    half_way: list[str] = field(default_factory=list)  # backups made of tables in between

    def rows(self) -> Iterator[Row]:
        kills = sum(end == -9 for end in self.ends)
        note = "; ".join([f"from {self.commit[:7]}, {kills} kills", *self.lost[:5]])
        yield Row("upgrade_lost", len(self.lost), "rows", target="= 0", note=note)
        yield Row("upgrade_same", self.mails, "mails", target=">= 1")
        failed = "; ".join(self.failed[:5])
        yield Row("pages_failed", len(self.failed), f"of {self.opened}", target="= 0", note=failed)
        yield Row("ended_badly", float(self.ends[-1] != 0), "upgrades", target="= 0")
        yield Row("started_half_way", float(not self.refused), "parts", target="= 0")
        yield Row("backed_up_half_way", len(self.half_way), "backups", target="= 0")


def upgraded(maru: Installation, kills: list[str] = ON_THE_WAY) -> Outcome:
    """Furnish ``maru`` by the previous version, upgrade it through ``kills``, and look.

    Raises Unavailable without a history.
    """
    outcome = Outcome(previous())
    with code_of(outcome.commit) as code:
        by_old_code(maru, code, FURNISH)
    before = rows_of(maru)
    outcome.ends = maru.run("rig.upgrade.dying", *kills)
    outcome.refused = _refuses(maru)
    outcome.ends += maru.run("rig.upgrade.dying", "after", "")
    _look(maru, before, outcome)
    return outcome


def _look(maru: Installation, before: Rows, outcome: Outcome) -> None:
    outcome.lost = differences(before, rows_of(maru))
    outcome.mails = len(before.mails)
    outcome.half_way = _half_way(maru)
    pages = maru.run("rig.upgrade.opening", ADMIN, PASSWORD)
    outcome.opened, outcome.failed = pages["opened"], pages["failed"]


def _half_way(maru: Installation) -> list[str]:
    """Return the backups that are of other tables than the first: no way back to the old version.

    The upgrade that goes on after a kill between two migrations makes none.
    """
    found = sorted((maru.home / "backups").glob("[0-9]*/manifest.json"))
    tables = [json.loads(path.read_text())["migrations"] for path in found]
    return [
        path.parent.name
        for path, migrations in zip(found, tables, strict=True)
        if migrations != tables[0]
    ]


def _refuses(maru: Installation) -> bool:
    process = maru.start("web")
    try:
        return process.wait(300) == 2 and "bin/maru upgrade" in maru.log()
    except subprocess.TimeoutExpired:
        return False
    finally:
        stop(process)


def by_old_code(maru: Installation, code: Path, script: str) -> None:
    """Run ``script`` in ``maru`` by the code that lies in ``code``. Raises Unavailable."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=code, env={**maru.environment, "PYTHONPATH": str(code), "LANG": "C.UTF-8",
                       "DJANGO_SETTINGS_MODULE": "maru.project.settings"},
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"The previous version failed: {done.stderr.decode()[-1500:]}")
