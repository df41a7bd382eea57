from __future__ import annotations

from django.db import models

from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction
from maru.support.tickets.ticket import Ticket


class Draft(models.Model):
    """What a member was writing in a ticket: one each, kept until it is sent."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts")
    direction = models.CharField(max_length=4, default=Direction.TO_CUSTOMER)
    text = models.TextField(blank=True, default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "member"], name="one_draft_each")]

    @classmethod
    def keep(cls, ticket: Ticket, member: Member, text: str, direction: str) -> None:
        """Keep ``text``, or forget the draft when it is empty."""
        text = text.replace("\x00", "")  # PostgreSQL keeps none
        if text.strip():
            cls.objects.update_or_create(
                ticket=ticket, member=member, defaults={"text": text, "direction": direction}
            )
        else:
            cls.objects.filter(ticket=ticket, member=member).delete()
