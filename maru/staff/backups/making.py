"""Making one backup, verifying it by restoring, and writing down what became of it."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from maru.kit.backup.making import Made, make
from maru.kit.backup.manifest import NotABackup
from maru.kit.backup.mending import mend
from maru.kit.backup.places import Busy
from maru.kit.backup.restoring import verify
from maru.kit.backup.schema import Newer
from maru.kit.backup.seam import settings_to_keep
from maru.kit.blobs import store
from maru.staff.backups.backup import BackupState, Trouble, place
from maru.staff.backups.models import Backup
from maru.staff.backups.thinning import thin
from maru.staff.journal.models import Event

log = logging.getLogger(__name__)


def carry_out(backup: Backup) -> None:
    """Make ``backup``, verify it as ``maru backup --verify`` does, and remove the oldest.

    Never raises: what went wrong stands in the row. Takes minutes; reads every
    row three times and every file twice.
    """
    try:
        folder = place()
        if folder is None:
            end(backup, BackupState.FAILED, trouble=Trouble.PLACE)
            return
        made = make(folder, settings_kept=settings_to_keep())
        mended, left = mend(folder, verify(made.path).differences, store())
        write_down(backup, made, differences=len(left), mended=len(mended))
        if backup.state == BackupState.WHOLE:
            thin(folder, keep=settings.BACKUP_KEEP, weeks=settings.BACKUP_KEEP_WEEKS)
    except Exception as error:
        log.exception("Backup %s was not made", backup.pk)
        end(backup, BackupState.FAILED, trouble=_trouble(error), detail=str(error))


def write_down(backup: Backup, made: Made, *, differences: int, mended: int = 0) -> None:
    """Write what was made, and what verifying found: differences left, and files mended."""
    backup.place = str(made.path)
    backup.rows, backup.files = made.manifest.rows, made.manifest.blobs
    backup.size = made.manifest.blob_bytes + _size_of_rows(made.path)
    backup.faults = len(made.damaged) + len(made.manifest.missing) + differences
    backup.mended = mended
    end(backup, BackupState.FLAWED if backup.faults else BackupState.WHOLE)


def end(backup: Backup, state: str, *, trouble: str = "", detail: str = "") -> None:
    backup.state, backup.trouble, backup.detail = state, trouble, detail[:2000]
    backup.ended_at, backup.lease_until = timezone.now(), None
    with transaction.atomic():
        backup.save()
        verb = "backup.made" if state == BackupState.WHOLE else "backup.failed"
        Event.record(verb, backup, after={"state": state, "trouble": trouble})


def _size_of_rows(folder: Path) -> int:
    if not folder.is_dir():
        return 0  # one tar file: rows and files are not told apart
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _trouble(error: Exception) -> Trouble:
    for kind, trouble in (
        (Busy, Trouble.BUSY),
        (Newer, Trouble.NEWER),
        (NotABackup, Trouble.UNREADABLE),
        (OSError, Trouble.DISK),
    ):
        if isinstance(error, kind):
            return trouble
    return Trouble.OTHER
