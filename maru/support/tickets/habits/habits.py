from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from maru.staff.journal.models import Event
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
    open_changes = models.BooleanField(default=False)  # what changed is not folded to one line
    no_doubts = models.JSONField(default=list, blank=True)  # what is not to be asked: doubts
    after_done = models.CharField(max_length=4, choices=AfterDone.choices, default=AfterDone.NEXT)

    def __str__(self) -> str:
        return f"how {self.member} works"

    @classmethod
    def of(cls, member: Member) -> Habits:
        """Return what ``member`` chose; an unsaved row, the usual, before they ever did."""
        return cls.objects.filter(member=member).first() or cls(member=member)

    def choose(self, **asked: Any) -> None:
        """Keep what was chosen, with one event if it is another choice than before."""
        with transaction.atomic():
            before = {name: getattr(self, name) for name in asked}
            for name, value in asked.items():
                setattr(self, name, value)
            self.save()
            if before != asked:
                Event.record("habits.changed", self, by=self.member, before=before, after=asked)

    @property
    def pause(self) -> timedelta:
        """How long their answers wait before they leave, for second thoughts (MARU_UNDO_SEND)."""
        return timedelta(seconds=settings.UNDO_SEND if self.undo_send else 0)
