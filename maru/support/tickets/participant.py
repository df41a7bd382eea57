from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket


class Admission(models.TextChoices):
    SEEN = "seen", _("named in a mail, gets nothing")
    ADMITTED = "admitted", _("gets answers from now on")
    REMOVED = "removed", _("taken out")


class Participant(models.Model):
    """Somebody besides the requester. Mail proves nobody's identity, so a Cc alone admits
    no one: a person does (S2)."""

    ticket: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="participants"
    )
    address = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True, default="")
    admission = models.CharField(max_length=8, choices=Admission.choices, default=Admission.SEEN)
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "address"], name="one_participant_an_address")
        ]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def is_admitted(self) -> bool:
        return self.admission == Admission.ADMITTED
