from __future__ import annotations

from django.db import models

from maru.support.handovers.handover import Handover
from maru.support.tickets.models import Message, Ticket


class HandoverPart(models.Model):
    """One ticket of it: the note that was left there, and whose the ticket was before."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="parts")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="handover_parts")
    note = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True, default="")
    was = models.JSONField(default=dict)  # name of an action: what was before; {}: not given
    left = models.CharField(max_length=30, blank=True, default="")  # why it was not given

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "ticket"], name="handed_over_once")
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} of handover {self.handover_id}"
