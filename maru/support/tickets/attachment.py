from __future__ import annotations

from typing import cast

from django.db import models

from maru.records.viruses.scanned import with_scan
from maru.staff.members.models import Member
from maru.support.tickets.hung_file import HungFile
from maru.support.tickets.message import Message


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, member: Member) -> AttachmentQuerySet:
        return self.filter(message__in=Message.objects.visible_to(member))


_Manager = models.Manager.from_queryset(AttachmentQuerySet)


class AttachmentManager(_Manager["Attachment"]):
    def get_queryset(self) -> AttachmentQuerySet:
        return with_scan(cast(AttachmentQuerySet, super().get_queryset()))


class Attachment(HungFile):
    """A file of a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    to_ticket = "message__ticket"

    objects = AttachmentManager()

    @property
    def read_of(self) -> list[int | None]:
        return [self.message.customer_id, self.ticket.requester_id]
