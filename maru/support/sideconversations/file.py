from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.db import models

from maru.records.viruses.models import Scan
from maru.records.viruses.scanned import Scanned, with_scan
from maru.staff.members.models import Member
from maru.support.sideconversations.message import SideMessage
from maru.support.tickets.attachment import new_key
from maru.support.tickets.files import NewFile

if TYPE_CHECKING:
    from maru.records.channels.incoming import IncomingFile


class SideFileQuerySet(models.QuerySet["SideFile"]):
    def visible_to(self, member: Member) -> SideFileQuerySet:
        return self.filter(message__in=SideMessage.objects.visible_to(member))


_Manager = models.Manager.from_queryset(SideFileQuerySet)


class SideFileManager(_Manager["SideFile"]):
    def get_queryset(self) -> SideFileQuerySet:
        return with_scan(cast(SideFileQuerySet, super().get_queryset()))


class SideFile(Scanned):
    """A file of a side message. Its bytes are a blob; its address cannot be guessed."""

    message = models.ForeignKey(SideMessage, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)  # as detected by us
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)

    objects = SideFileManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def as_new(self) -> NewFile:
        return NewFile(self.name, self.content_type, self.size, self.sha256, self.content_id)

    @classmethod
    def keep(cls, message: SideMessage, files: Iterable[NewFile | IncomingFile]) -> None:
        """Hang ``files`` onto ``message``, and have them scanned. Costs nothing without files."""
        rows = [
            cls(
                message=message,
                name=file.name[:200],
                content_type=file.content_type[:120],
                size=file.size,
                sha256=file.sha256,
                content_id=file.content_id[:255],
                is_inline=getattr(file, "is_inline", bool(file.content_id)),
            )
            for file in files
        ]
        if rows:
            Scan.want((row.sha256 for row in cls.objects.bulk_create(rows)), at_once=True)
