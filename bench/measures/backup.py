"""`bin/bench backup`: 100,000 tickets backed up and restored, beside a plain copy (D14)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from functools import partial

from bench.databases import Unavailable
from bench.machine import REPOSITORY
from bench.product import Installation, installation
from bench.progress import say
from bench.rows import Row

TICKETS, FEW = 100_000, 5_000
RTO = 30  # minutes


def measure(*, quick: bool, only: str) -> list[Row]:
    rows: list[Row] = []
    for database in ("sqlite", "postgres"):
        say(f"backup {database} ...")
        try:
            rows += backed_up(database, tickets=FEW if quick else TICKETS)
        except Unavailable as why:
            note = str(why).splitlines()[0]
            rows.append(Row("backup", None, "", database=database, note=note))
    return [row for row in rows if row.measure.startswith(only)]


def backed_up(database: str, *, tickets: int) -> list[Row]:
    """Fill an installation, back it up, verify it, and restore it to an empty one."""
    row = partial(Row, database=database)
    with (
        installation(database, purpose="backup") as maru,
        installation(database, purpose="restore") as empty,
    ):
        say(f"{tickets:,} tickets ...")
        filled = maru.run("bench.archive", str(tickets))
        kept = maru.home / "kept"
        backup, _ = _timed(maru, "backup", str(kept))
        verified, _ = _timed(maru, "restore", str(kept), "--verify")
        copied = _copy(maru)
        # The empty one has a company already, as one that was just set up would.
        restored, differences = _timed(empty, "restore", str(kept), "--force")
        counts = empty.run("bench.archive", "count")
    wrong = differences + sum(counts[name] != filled[name] for name in filled)
    note = f"{tickets:,} tickets, {filled['messages']:,} messages, {filled['files']:,} files"
    plain = {"plain copy": copied / 60}
    return [
        row("backup", backup / 60, "min", plain, backup / copied, note=note),
        row("verified", verified / 60, "min", plain, verified / copied),
        row("restored", restored / 60, "min", plain, target=f"<= {RTO}"),
        row("differences", wrong, "", target="= 0"),
    ]


def _timed(maru: Installation, *command: str) -> tuple[float, int]:
    """Return seconds, and how many differences the command told. Raises Unavailable."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "maru", *command], cwd=REPOSITORY,
        env={**maru.environment, "LANG": "C.UTF-8"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    wrong = done.stdout.count("✗")
    if done.returncode and not wrong:
        raise Unavailable(f"maru {command[0]} failed: {done.stderr[-500:]}")
    return time.monotonic() - began, wrong


def _copy(maru: Installation) -> float:
    """Copy what the bare limit would: the files, and the database (SQLite's, or by pg_dump)."""
    to = maru.home / "plain"
    to.mkdir()
    began = time.monotonic()
    shutil.copytree(maru.home / "blobs", to / "blobs")
    if maru.database.url:
        dump = shutil.which("pg_dump")
        if dump is None:
            raise Unavailable("pg_dump is not here, the bare limit beside PostgreSQL.")
        target = str(to / "dump")
        url = maru.database.url.replace("postgres://", "postgresql://", 1)
        subprocess.run([dump, "--format=custom", f"--file={target}", url], check=True)
    else:
        for path in maru.home.glob("maru.sqlite3*"):
            shutil.copy(path, to / path.name)
    os.sync()
    seconds = time.monotonic() - began
    shutil.rmtree(to)
    return seconds
