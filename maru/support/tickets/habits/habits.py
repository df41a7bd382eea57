from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member


class AfterDone(models.TextChoices):
    """Where one goes once a ticket is done."""

    NEXT = "next", _("Go on with the next ticket of the list")
    STAY = "stay", _("Stay in the ticket")
    LIST = "list", _("Go back to the list")


class Habits(models.Model):
    """How a member likes to work in tickets. Who never chose has the usual ones."""

    member = models.OneToOneField(
        Member, primary_key=True, on_delete=models.PROTECT, related_name="habits"
    )
    undo_send = models.BooleanField(default=True)
    no_doubts = models.JSONField(default=list, blank=True)  # what is not to be asked: doubts
    after_done = models.CharField(max_length=4, choices=AfterDone.choices, default=AfterDone.NEXT)

    def __str__(self) -> str:
        return f"how {self.member} works"

    @classmethod
    def of(cls, member: Member) -> Habits:
        """Return what ``member`` chose; an unsaved row, the usual, before they ever did."""
        return cls.objects.filter(member=member).first() or cls(member=member)

    @property
    def pause(self) -> timedelta:
        """How long their answers wait before they leave, for second thoughts (MARU_UNDO_SEND)."""
        return timedelta(seconds=settings.UNDO_SEND if self.undo_send else 0)
