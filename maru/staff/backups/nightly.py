"""Once a night, and whenever somebody asks: a backup in a process of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from maru.kit.database.leases import claim
from maru.kit.jobs import sweep
from maru.kit.jobs.apart import run_apart
from maru.staff.backups.backup import BackupState, Trouble
from maru.staff.backups.making import end
from maru.staff.backups.models import Backup
from maru.staff.company.models import Company

LEASE = timedelta(minutes=3)  # renewed while it is made
TRIES = 3
PAUSE = timedelta(minutes=5)


@sweep("backups.make", every=5, may_take=12 * 3600)
def make_waiting() -> int:
    """Ask for tonight's backup when it is due, and make what waits. Costs two queries."""
    ask_for_tonight()
    take_up_abandoned()
    waiting = Backup.objects.filter(state=BackupState.WAITING)
    for backup in claim(waiting, limit=1, lease=LEASE, state=BackupState.RUNNING):
        Backup.objects.filter(pk=backup.pk).update(started_at=timezone.now())
        _make_apart(backup)
        return 1
    return 0


def tonight(now: datetime) -> date | None:
    """Return the night whose backup should be there by ``now``; None where none is made.

    It begins at MARU_BACKUP_HOUR on the company's clock. Costs one query.
    """
    if not settings.BACKUP_DIR or settings.BACKUP_HOUR is None:
        return None
    company = Company.here()
    if company is None:
        return None
    local = now.astimezone(ZoneInfo(company.time_zone))
    return local.date() if local.hour >= settings.BACKUP_HOUR else local.date() - timedelta(days=1)


def ask_for_tonight() -> None:
    night = tonight(timezone.now())
    if night is None or Backup.objects.filter(night__gte=night).exists():
        return
    try:
        with transaction.atomic():
            Backup.objects.create(night=night)
    except IntegrityError:
        return  # another worker was quicker


def take_up_abandoned() -> None:
    """Have what a dead worker began made anew; after the third time it has failed."""
    dead = Backup.objects.filter(state=BackupState.RUNNING, lease_until__lt=timezone.now())
    for backup in dead:
        _put_off(backup)


def _make_apart(backup: Backup) -> None:
    """Wait for the process. An end without a word is written down here."""
    mine = Backup.objects.filter(backup.is_mine(), state=BackupState.RUNNING)
    run_apart(
        "maru.staff.backups.child", backup.pk,
        renew=lambda: mine.update(lease_until=timezone.now() + LEASE),
    )  # fmt: skip
    if left := mine.first():
        _put_off(left)


def _put_off(backup: Backup) -> None:
    if backup.attempts >= TRIES:
        end(backup, BackupState.FAILED, trouble=Trouble.ENDED)
        return
    Backup.objects.filter(backup.is_mine(), state=BackupState.RUNNING).update(
        state=BackupState.WAITING, due_at=timezone.now() + PAUSE, lease_until=None
    )
