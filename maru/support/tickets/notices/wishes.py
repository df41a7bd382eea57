from __future__ import annotations

from django.db import models

from maru.staff.members.models import Member


class NoticeWishes(models.Model):
    """What a member wants to be told by mail. Nobody who never chose is told anything."""

    member = models.OneToOneField(
        Member, primary_key=True, on_delete=models.PROTECT, related_name="notice_wishes"
    )
    on_assigned = models.BooleanField(default=False)
    on_message = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"what {self.member} is told by mail"

    @classmethod
    def of(cls, member: Member) -> NoticeWishes:
        """Return what ``member`` chose; an unsaved row, nothing chosen, before they ever did."""
        return cls.objects.filter(member=member).first() or cls(member=member)
