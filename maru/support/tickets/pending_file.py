"""A file that was sent ahead of the message it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.staff.members.models import Member
from maru.support.tickets.attachment import new_key
from maru.support.tickets.files import NewFile, keep

KEPT = timedelta(days=1)


class UnknownFile(Exception):
    """No such file waits for this member; ``key`` says which."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class PendingFile(models.Model):
    """An uploaded file of one member, for a day or until a message takes it."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="pending_files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)  # as detected by us
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, upload: UploadedFile[Any], *, by: Member) -> PendingFile:
        """Store the upload; its bytes are on disk when this returns. Raises OSError (disk full)."""
        (file,) = keep([upload])
        return cls.objects.create(member=by, **asdict(file))

    @classmethod
    def take(cls, keys: Iterable[str], *, by: Member) -> list[NewFile]:
        """Return the files of these keys for a message, and forget them as pending.

        Call it inside the message's transaction. Raises UnknownFile for a key
        that is not this member's, used up, or older than a day.
        """
        keys = list(dict.fromkeys(keys))
        rows = {row.key: row for row in cls.objects.filter(member=by, key__in=keys)}
        for key in keys:
            if key not in rows:
                raise UnknownFile(key)
        cls.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
        found = [rows[key] for key in keys]
        return [NewFile(f.name, f.content_type, f.size, f.sha256) for f in found]


@sweep("tickets.pending_files", every=3600)
def forget_unused() -> int:
    PendingFile.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return 0
