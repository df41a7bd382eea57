from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import models

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket, TicketQuerySet


class Behaviour(models.Model):
    """One of the things a ticket does, in a file of its own; Ticket is all of them together."""

    class Meta:
        abstract = True

    @property
    def _me(self) -> Ticket:
        return cast("Ticket", self)

    @property
    def _row(self) -> TicketQuerySet:
        """This ticket alone, for a conditional UPDATE."""
        return type(self._me).objects.filter(pk=self.pk)
