from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.urls import reverse

from maru.records.viruses.scanned import with_scan
from maru.staff.members.models import Member
from maru.support.sideconversations.message import SideMessage
from maru.support.tickets.hung_file import HungFile


class SideFileQuerySet(models.QuerySet["SideFile"]):
    def visible_to(self, member: Member) -> SideFileQuerySet:
        return self.filter(message__in=SideMessage.objects.visible_to(member))


_Manager = models.Manager.from_queryset(SideFileQuerySet)


class SideFileManager(_Manager["SideFile"]):
    def get_queryset(self) -> SideFileQuerySet:
        return with_scan(cast(SideFileQuerySet, super().get_queryset()))


class SideFile(HungFile):
    """A file of a side message."""

    message = models.ForeignKey(SideMessage, on_delete=models.CASCADE, related_name="files")
    to_ticket = "message__conversation__ticket"

    objects = SideFileManager()

    @property
    def told(self) -> dict[str, Any]:
        return {"side": self.message.conversation_id}

    @property
    def place(self) -> str:
        return reverse("sideconversations:show", args=[self.message.conversation_id])
