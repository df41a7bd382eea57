"""Which other processes have the database open, also those that hold no lock of ours."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

# Maru's own are named (see project/command); an earlier version's had no name. People at a
# prompt and monitors have names of their own, and hinder nobody.
_OTHERS = """
    SELECT application_name, coalesce(host(client_addr), 'local') FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
      AND backend_type = 'client backend'
      AND application_name <> current_setting('application_name')
      AND (application_name = '' OR application_name LIKE 'maru %')
"""


def occupants() -> list[str]:
    """Return the other processes of Maru that have the database open, by name and place."""
    return sorted(set(_of_server() if connection.vendor == "postgresql" else _of_file()))


def _of_server() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        for name, place in cursor.fetchall():
            yield f"{name or '?'} ({place})"


def _of_file() -> Iterator[str]:
    wanted = str(Path(connection.settings_dict["NAME"]).resolve())
    for process in Path("/proc").glob("[0-9]*"):
        if process.name != str(os.getpid()) and wanted in _open_files(process):
            yield f"{_words(process)} ({process.name})"


def _open_files(process: Path) -> set[str]:
    found = set()
    with contextlib.suppress(OSError):  # another user's, or ended meanwhile
        for entry in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(os.readlink(entry))
    return found


def _words(process: Path) -> str:
    with contextlib.suppress(OSError):
        words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        # ".../bin/maru worker" and "python -m maru worker" are both "maru worker".
        names = [Path(word).name for word in words if word]
        if "maru" in names:
            return " ".join(names[names.index("maru") :][:2])
        return names[0] if names else "?"
    return "?"
