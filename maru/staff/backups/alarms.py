"""A backup that fails, or is not made, is told while the last good one is still young (D18)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.alarms.conditions import Facts, condition
from maru.staff.backups.backup import BackupState
from maru.staff.backups.models import Backup

OLD = timedelta(hours=26)  # a night, and two hours to make it


@condition(
    "backup_failed",
    _("whether backups succeed"),
    _("The last backup failed or is not whole (%(n)s in a row)."),
    advice=_("The reason stands beside it. Mend it, then have one made now."),
)
def failed() -> Facts | None:
    last = list(Backup.objects.ended().order_by("-id").values_list("state", flat=True)[:30])
    n = next((i for i, state in enumerate(last) if state == BackupState.WHOLE), len(last))
    return {"n": n} if n else None


@condition(
    "backup_old",
    _("the age of the last backup"),
    _("The last good backup is %(hours)s hours old."),
    advice=_("Have one made now. If it does not begin, look whether a worker runs."),
)
def old() -> Facts | None:
    if not settings.BACKUP_DIR or settings.BACKUP_HOUR is None:
        return None
    first = Backup.objects.order_by("id").values_list("asked_at", flat=True).first()
    whole = Backup.objects.filter(state=BackupState.WHOLE).order_by("-id")
    last = whole.values_list("ended_at", flat=True).first() or first
    if last is None or timezone.now() - last < OLD:
        return None
    return {"hours": int((timezone.now() - last).total_seconds() // 3600)}
