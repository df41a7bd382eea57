"""Which backups of a folder go when a new one is verified, so that it does not fill the disk."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from maru.kit.backup.places import Folder
from maru.staff.backups.backup import BackupState
from maru.staff.backups.models import Backup


def thin(folder: Folder, *, keep: int, weeks: int = 0) -> list[str]:
    """Remove all but the newest ``keep`` and the newest of each of the ``weeks`` weeks before.

    The last one that was verified stays in any case. Returns the names of those that
    went; with ``keep`` 0 none do. Raises Busy while a backup is written there.
    """
    if not keep:
        return []
    removed = folder.forget(keep=keep, weeks=weeks, spare=_last_verified(folder))
    gone = [str(folder.root / name) for name in removed]
    Backup.objects.filter(place__in=gone).update(removed_at=timezone.now())
    return removed


def _last_verified(folder: Folder) -> str:
    """Return its name, "" when there is none."""
    verified = Backup.objects.filter(
        state=BackupState.WHOLE, removed_at=None, place__startswith=f"{folder.root}/"
    )
    newest = verified.order_by("-place").first()
    return Path(newest.place).name if newest else ""
