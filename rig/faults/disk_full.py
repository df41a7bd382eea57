"""D9: the disks of the files, of the database and of what is temporary are full, each in turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from bench.databases import database as a_database
from bench.product import Installation
from bench.progress import say
from bench.rows import Row
from rig.faults.load import Load, Plan, of, under_load
from rig.faults.small_disk import SmallDisk, small_disk
from rig.places import temporary_files_on

FILES, ROWS, TEMPORARY = "files", "database", "temporary"
ROOM = {FILES: 700, ROWS: 400, TEMPORARY: 100}  # MB


def disk_full(plan: Plan, database: str) -> list[Row]:
    """Fill each disk for ``plan.pause`` seconds under load. SQLite's rows lie with the files."""
    with ExitStack() as stack:
        disks = {
            name: stack.enter_context(small_disk(size))
            for name, size in ROOM.items()
            if name != ROWS or database == "postgres"
        }
        maru = stack.enter_context(on(disks, database))
        took: dict[str, float] = {}
        reading: list[bool] = []
        server = maru.database.server
        ends = stack.enter_context(server.looked_after()) if server else []
        with under_load("disk_full", plan, database, made=maru) as (load, rows):
            load.begin()
            for number, (name, disk) in enumerate(disks.items(), start=1):
                load.run_until(plan.mails * number // (len(disks) + 1))
                reading += fill_for_a_while(load, disk, plan.pause)
                took[name] = load.seconds_to_recover()
                say(f"disk_full, {database}: {name} full, back after {took[name]:.1f} s")
            load.finish()
    words = ", ".join(f"{name} {seconds:.1f}" for name, seconds in took.items())
    rows += [
        Row("back_after", max(took.values()), "s", target="<= 60", note=words),
        Row("readable", sum(reading) / len(reading), "of the looks", target=">= 0.99"),
    ]
    if server:
        rows.append(Row("database_ended", len(ends), "times", note="and was started again"))
    return of("disk_full", rows, database)


def fill_for_a_while(load: Load, disk: SmallDisk, seconds: float) -> list[bool]:
    """Keep the disk full; return whether the API gave a list, looked at every second."""
    reading = []
    began = time.monotonic()
    try:
        while time.monotonic() - began < seconds:
            disk.fill()
            reading.append(load.agents.can_read())
            time.sleep(1)
    finally:
        disk.free()
    return reading


@contextmanager
def on(disks: dict[str, SmallDisk], database: str) -> Iterator[Installation]:
    """Give a furnished Maru whose files, rows and temporary files lie on those disks."""
    with ExitStack() as stack:
        with temporary_files_on(disks.get(ROWS, disks[FILES]).folder):
            store = stack.enter_context(a_database(database, private=True))
        home = disks[FILES].folder / "home"
        home.mkdir()
        maru = Installation(home, store)
        maru.environment["TMPDIR"] = str(made(disks[TEMPORARY].folder / "tmp"))
        maru.run("bench.furnishing")
        with NamedTemporaryFile(prefix="maru-log-") as log:  # on a disk that has room
            maru.log_file = Path(log.name)
            yield maru


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder
