from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import cast

from django.db import models

from maru.records.viruses.models import Scan
from maru.records.viruses.scanned import with_scan
from maru.staff.members.models import Member
from maru.support.tickets.files import NewFile
from maru.support.tickets.holding import Holding
from maru.support.tickets.message import Message


def new_key() -> str:
    return secrets.token_urlsafe(16)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, member: Member) -> AttachmentQuerySet:
        return self.filter(message__in=Message.objects.visible_to(member))


_Manager = models.Manager.from_queryset(AttachmentQuerySet)


class AttachmentManager(_Manager["Attachment"]):
    def get_queryset(self) -> AttachmentQuerySet:
        return with_scan(cast(AttachmentQuerySet, super().get_queryset()))


class Attachment(Holding):
    """A file of a message. Its bytes are a blob; its address cannot be guessed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)  # as detected by us
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)

    objects = AttachmentManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def as_new(self) -> NewFile:
        """The same file for another message. Its bytes stay where they are."""
        return NewFile(self.name, self.content_type, self.size, self.sha256, self.content_id)

    @property
    def is_within(self) -> bool:
        """Whether what was written shows it in its place, so that it need not stand below."""
        return self.is_inline and not self.is_infected

    @classmethod
    def keep_all(cls, rows: Iterable[Attachment], *, at_once: bool = True) -> None:
        """Write new rows, and have their files scanned. Costs one query, two with a scanner."""
        rows = cls.objects.bulk_create(rows)
        Scan.want((row.sha256 for row in rows), at_once=at_once)

    @classmethod
    def keep(cls, message: Message, files: Iterable[NewFile]) -> None:
        """Hang ``files`` onto ``message``. Costs as ``keep_all``, nothing without files."""
        cls.keep_all(
            Attachment(
                message=message,
                name=file.name[:200],
                content_type=file.content_type,
                size=file.size,
                sha256=file.sha256,
                content_id=file.content_id,
                is_inline=bool(file.content_id),
            )
            for file in files
        )
