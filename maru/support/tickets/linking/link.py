from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket


class LinkKind(models.TextChoices):
    """What a linked ticket is to this one."""

    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")
    RELATED = "related", _("Related")


class LinkQuerySet(models.QuerySet["Link"]):
    def visible_to(self, member: Member) -> LinkQuerySet:
        """Return those of which ``member`` sees both tickets (S8)."""
        from maru.support.tickets.ticket import Ticket

        seen = Ticket.objects.visible_to(member)
        return self.filter(ticket__in=seen, other__in=seen)


class Link(models.Model):
    """Two tickets that have to do with one another: ``other`` is the parent of ``ticket``, or
    they are related, and then ``ticket`` is the one with the lower number."""

    is_parent = models.BooleanField(default=False)
    ticket: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="links"
    )
    other: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="linked_by"
    )
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="links")
    at = models.DateTimeField(default=timezone.now)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(is_parent=True), name="one_parent_each"
            ),
            models.UniqueConstraint(fields=["ticket", "other"], name="one_link_a_pair"),
            models.CheckConstraint(
                condition=Q(is_parent=True, ticket__gt=F("other"))
                | Q(is_parent=True, ticket__lt=F("other"))
                | Q(is_parent=False, ticket__lt=F("other")),
                name="links_two_tickets",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} to #{self.other_id}"

    def kind_for(self, number: int) -> str:
        """Return what the other end is to ticket ``number``, which is one of the two."""
        if not self.is_parent:
            return LinkKind.RELATED
        return LinkKind.PARENT if number == self.ticket_id else LinkKind.CHILD
