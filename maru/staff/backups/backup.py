from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.backup.places import Folder
from maru.kit.database.leases import Leased
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power


class BackupState(models.TextChoices):
    WAITING = "waiting", _("About to begin")
    RUNNING = "running", _("Being made")
    WHOLE = "whole", _("Verified")
    FLAWED = "flawed", _("Not whole")
    FAILED = "failed", _("Failed")


class Trouble(models.TextChoices):
    """Why a backup failed."""

    BUSY = "busy", _("Another backup was being written to the same folder.")
    DISK = "disk", _("The folder could not be written.")
    NEWER = "newer", _("The database is of a newer Maru.")
    UNREADABLE = "unreadable", _("What was written could not be read back.")
    ENDED = "ended", _("The process that made it was ended.")
    PLACE = "place", _("No folder is set (MARU_BACKUP_DIR).")
    OTHER = "other", _("It stopped with an error.")


class BackupQuerySet(models.QuerySet["Backup"]):
    def visible_to(self, member: Member) -> BackupQuerySet:
        """Return all of them to who looks after the installation, nothing to others."""
        return self if member.can(Power.COMPANY) else self.none()

    def under_way(self) -> BackupQuerySet:
        return self.filter(state__in=[BackupState.WAITING, BackupState.RUNNING])

    def ended(self) -> BackupQuerySet:
        return self.exclude(state__in=[BackupState.WAITING, BackupState.RUNNING])


class Backup(Leased):
    """One backup: asked for by the night or by a member, made by a worker, verified or not."""

    state = models.CharField(max_length=8, choices=BackupState.choices, default=BackupState.WAITING)
    night = models.DateField(null=True, unique=True)  # None: asked for by hand
    asked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=1000, default="")  # the path that `maru restore` takes
    rows = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)  # bytes of rows and files
    faults = models.PositiveIntegerField(default=0)  # files missing or damaged, differences
    mended = models.PositiveIntegerField(default=0)  # files that went bad in the folder
    trouble = models.CharField(max_length=10, choices=Trouble.choices, default="")
    detail = models.TextField(default="")
    removed_at = models.DateTimeField(null=True)  # made room for newer ones

    objects = BackupQuerySet.as_manager()

    def __str__(self) -> str:
        return f"backup {self.pk} ({self.state})"

    @property
    def took(self) -> timedelta | None:
        """Return how long it was made, to the second; None while nobody knows."""
        if not (self.started_at and self.ended_at):
            return None
        return timedelta(seconds=round((self.ended_at - self.started_at).total_seconds()))

    @property
    def is_under_way(self) -> bool:
        return self.state in {BackupState.WAITING, BackupState.RUNNING}

    @classmethod
    def ask(cls, *, by: Member) -> Backup:
        """Return a new backup for a worker to make, or the one that is under way."""
        with transaction.atomic():
            if under_way := cls.objects.under_way().order_by("id").first():
                return under_way
            new = cls.objects.create(asked_by=by)
            Event.record("backup.asked", new, by=by)
            return new


def place() -> Folder | None:
    """Return where backups are kept (MARU_BACKUP_DIR), None where no folder is set."""
    if not settings.BACKUP_DIR:
        return None
    return Folder(Path(settings.BACKUP_DIR).expanduser().absolute())
