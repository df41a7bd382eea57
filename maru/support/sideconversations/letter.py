from __future__ import annotations

from django.db import models
from django.utils import timezone

from maru.records.channels.models import Delivery
from maru.staff.members.models import Member
from maru.support.sideconversations.message import SideMessage


class SideLetter(models.Model):
    """One mail to one member about one side message. Whoever answers it with its Message-ID,
    proven to be that member, writes in the conversation (S1)."""

    message = models.ForeignKey(SideMessage, on_delete=models.CASCADE, related_name="letters")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="side_letters")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="side_letter")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"letter of side message {self.message_id} to member {self.member_id}"
