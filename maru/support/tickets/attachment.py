from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import models

from maru.staff.members.models import Member
from maru.support.tickets.files import NewFile
from maru.support.tickets.message import Message


def new_key() -> str:
    return secrets.token_urlsafe(16)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, member: Member) -> AttachmentQuerySet:
        return self.filter(message__in=Message.objects.visible_to(member))


class Attachment(models.Model):
    """A file of a message. Its bytes are a blob; its address cannot be guessed."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    key = models.CharField(max_length=32, unique=True, default=new_key)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)  # as detected by us
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64, db_index=True)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, message: Message, files: Iterable[NewFile]) -> None:
        """Hang ``files`` onto ``message``. Costs one query, none without files."""
        Attachment.objects.bulk_create(
            Attachment(
                message=message,
                name=file.name[:200],
                content_type=file.content_type,
                size=file.size,
                sha256=file.sha256,
            )
            for file in files
        )
