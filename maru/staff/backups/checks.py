"""What ``maru check`` says of the nightly backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from maru.kit.backup.places import nearest
from maru.kit.checks import Finding, check, good, warning, wrong
from maru.staff.backups.backup import BackupState, place
from maru.staff.backups.models import Backup


@check("backups")
def backups() -> Iterator[Finding]:
    folder = place()
    if folder is None:
        yield warning(
            _("No backup is made by itself."),
            _("Set MARU_BACKUP_DIR to a folder on another disk."),
        )
        return
    if not can_be_written(folder.root):
        yield wrong(
            _("MARU_BACKUP_DIR (%(path)s) cannot be written.") % {"path": folder.root},
            _("Give this user the right to write there, or choose another folder."),
        )
        return
    if is_on_same_disk(folder.root):
        yield warning(
            _("MARU_BACKUP_DIR is on the disk of MARU_HOME: one broken disk takes both."),
            _("Choose a folder on another disk."),
        )
    last = Backup.objects.filter(state=BackupState.WHOLE).order_by("-id").first()
    if last and last.ended_at:
        yield good(_("Last good backup: %(at)s UTC.") % {"at": f"{last.ended_at:%Y-%m-%d %H:%M}"})


def can_be_written(folder: Path) -> bool:
    there = nearest(folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def is_on_same_disk(folder: Path) -> bool:
    return nearest(folder).stat().st_dev == settings.HOME.stat().st_dev
