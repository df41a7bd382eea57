"""What an upgrade would do, told before anything is done."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.backup.places import BLOBS, File, Folder, nearest
from maru.kit.backup.restoring import is_empty
from maru.kit.blobs import store
from maru.kit.database.occupants import occupants
from maru.kit.database.upkeep import Node, seen, standing
from maru.project.checks.database import unreachable
from maru.project.command.refusal import Refusal
from maru.project.migrating import newer
from maru.project.unfinished import demand_no_restore
from maru.project.upgrading.mark import Mark
from maru.project.version import version

Place = Folder | File


@dataclass(frozen=True)
class Plan:
    """``place`` is None where no backup is made: nothing is there yet, or it was not wished."""

    is_first: bool  # nobody has written a row yet
    pending: list[Node]
    broken_off: Mark | None  # an upgrade that this one goes on with
    place: Place | None
    size: int  # bytes of the rows
    to_copy: int  # bytes of files that are not in the backup yet

    @property
    def is_needed(self) -> bool:
        return bool(self.pending or self.broken_off)

    @property
    def free(self) -> int:
        """Bytes of room where the backup goes."""
        return shutil.disk_usage(nearest(root_of(self.place))).free if self.place else 0

    def told(self) -> Iterator[str]:
        """Yield what it will do, a line each."""
        yield _("This is Maru %(version)s.") % {"version": version()}
        if not self.is_needed:
            yield _("The database is up to date: there is nothing to do.")
            return
        names = [".".join(node) for node in self.pending]
        yield ngettext(
            "%(n)s change of the database: %(names)s.",
            "%(n)s changes of the database: %(names)s.",
            len(names),
        ) % {"n": len(names), "names": _shortened(names)}
        yield _("The database holds %(mb)s MB.") % {"mb": f"{self.size / 1e6:,.1f}"}
        if self.broken_off and self.broken_off.backup:
            yield _("It goes on with an upgrade that was broken off; its backup is %(path)s.") % {
                "path": self.broken_off.backup
            }
        elif self.place:
            yield _(
                "First a backup to %(path)s, verified: %(mb)s MB of files, %(gb)s GB are free."
            ) % {
                "path": root_of(self.place),
                "mb": f"{self.to_copy / 1e6:,.1f}",
                "gb": f"{self.free / 1e9:,.1f}",
            }
        else:
            yield _("No backup is made.")
        if running := occupants():
            yield _("Running now, and asked to finish: %(who)s.") % {"who": ", ".join(running)}


def plan(place: Place | None) -> Plan:
    """Look at the database, change nothing. Raises Refusal where no upgrade is possible."""
    if away := unreachable():
        raise Refusal(str(away))
    demand_no_restore()
    between, before, mark = standing(), seen(), Mark.read()
    if between.unknown:
        raise Refusal(newer(between.unknown))
    broken_off = mark if mark and mark.is_of(before, between.pending) else None
    is_first = bool(between.pending) and (not before or is_empty())
    if is_first or not between.pending or broken_off:
        place = None
    made = Plan(
        is_first=is_first,
        pending=between.pending,
        broken_off=broken_off,
        place=place,
        size=_size_of_rows(),
        to_copy=_size_of_files(place) if place else 0,
    )
    if place and made.free < made.size + made.to_copy:
        raise Refusal(
            _(
                "The backup needs %(mb)s MB and there is too little room at %(path)s. Name "
                "another place (--backup), or make one yourself and give --no-backup."
            )
            % {"mb": f"{(made.size + made.to_copy) / 1e6:,.0f}", "path": root_of(place)}
        )
    return made


def root_of(place: Place) -> Path:
    return place.root if isinstance(place, Folder) else place.path


def usual_place() -> Folder:
    """Return MARU_BACKUP_DIR, else a folder in MARU_HOME."""
    given = settings.BACKUP_DIR
    return Folder(Path(given).expanduser().absolute() if given else settings.HOME / "backups")


def _size_of_rows() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    return Path(connection.settings_dict["NAME"]).stat().st_size


def _size_of_files(place: Place) -> int:
    total = 0
    for name in store().names():
        if isinstance(place, Folder) and (place.root / BLOBS / name[:2] / name).exists():
            continue
        with contextlib.suppress(FileNotFoundError):  # removed meanwhile
            total += store().path(name).stat().st_size
    return total


def _shortened(names: list[str]) -> str:
    return ", ".join(names if len(names) <= 5 else [*names[:2], "...", *names[-2:]])
