from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from maru.staff.journal.models import Event
from maru.support.actions.action import Action
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step


class Deed(Action):
    """An action that the database foresees, and that can be taken back: fit for many at once.

    What the database says beforehand (``same``, ``refusals``) and what happens to each ticket
    (``do``) must agree; ``do`` has the last word.
    """

    # Events of these say that somebody has changed the same thing since.
    verbs: frozenset[str]

    @abstractmethod
    def same(self, value: Any, step: Step) -> Q:
        """Return what finds the tickets that are so already."""

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        """Yield a reason's code and what finds the tickets that are left out for it."""
        return ()

    @abstractmethod
    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        """Make the locked ``ticket`` as it was. Raises Refusal."""

    def is_overtaken(self, since: Sequence[Event], was: Any) -> bool:
        """Return whether these later events, of ``verbs``, forbid that ``was`` comes back."""
        return bool(since)
