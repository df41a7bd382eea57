"""What is still open in a ticket that somebody wants to solve: they are told, and may go on."""

from __future__ import annotations

from collections.abc import Callable

from maru.support.tickets.models import Ticket

Asker = Callable[[Ticket], str]
_askers: list[Asker] = []


def ask_before_done(asker: Asker) -> None:
    """Have ``asker`` say in a sentence what is still open in a ticket, "" for nothing.
    Registering twice is once."""
    if asker not in _askers:
        _askers.append(asker)


class StillOpen(Exception):
    """Something is still open, and nobody said that it is to be solved all the same."""

    def __init__(self, left: list[str]) -> None:
        super().__init__(*left)
        self.left = left


def left_open(ticket: Ticket) -> list[str]:
    """Return the sentences. Costs what those who are asked cost."""
    return [words for asker in _askers if (words := asker(ticket))]
