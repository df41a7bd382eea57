"""What upper apps keep of a ticket goes where it is merged, and comes back: as its messages do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket


class Belonging(models.Model):
    """A row that stands in a ticket. ``home`` is the ticket where it belongs while it stands in
    another, by a merger (0210)."""

    ticket: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.CASCADE, related_name="%(class)ss", db_index=False
    )
    home: models.ForeignKey[Ticket | None, Ticket | None] = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["home"], name="%(class)s_home", condition=Q(home__isnull=False))
        ]


def take_along(one: Ticket, into: Ticket) -> None:
    """Have everything of ``one`` stand in ``into``. Costs two queries for each kind."""
    for kind in _kinds():
        rows = kind._default_manager.filter(ticket=one)
        rows.filter(home=None).update(home=one)
        rows.update(ticket=into)


def bring_home(one: Ticket, into: Ticket, homes: set[int]) -> None:
    """Undo ``take_along``: ``homes`` are ``one`` and what was merged into it."""
    for kind in _kinds():
        kind._default_manager.filter(ticket=into, home__in=homes).update(ticket=one)
        kind._default_manager.filter(ticket=one, home=one).update(home=None)


def _kinds() -> Iterator[type[Belonging]]:
    yield from Belonging.__subclasses__()
