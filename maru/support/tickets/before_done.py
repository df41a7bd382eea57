"""What is still open in a ticket that somebody wants to solve: they are told, and may go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q

from maru.support.tickets.choices import DONE
from maru.support.tickets.models import Ticket

Asker = Callable[[Ticket], str]
Where = Callable[[], Q]
_askers: dict[Asker, Where] = {}


def ask_before_done(asker: Asker, where: Where) -> None:
    """Have ``asker`` say in a sentence what is still open in a ticket, "" for nothing; ``where``
    finds the tickets of which it would say something. Registering twice is once."""
    _askers[asker] = where


class StillOpen(Exception):
    """Something is still open, and nobody said that it is to be solved all the same."""

    def __init__(self, left: list[str]) -> None:
        super().__init__(*left)
        self.left = left


def left_open(ticket: Ticket) -> list[str]:
    """Return the sentences. Costs what those who are asked cost."""
    return [words for asker in _askers if (words := asker(ticket))]


def where_left_open() -> Q:
    """Return what finds the tickets in which something is open."""
    return reduce(or_, (where() for where in _askers.values()), Q(pk__in=[]))


def ends_with_open() -> Q:
    """Return what finds the tickets that would be ended with something open in them."""
    return ~Q(status__in=DONE) & where_left_open()
