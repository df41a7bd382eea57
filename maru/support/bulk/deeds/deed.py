from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.bulk.step import Step

Choices = Sequence[tuple[str, str | Promise]]


class Unreadable(ValueError):
    """What was given is no value of this deed; the message says why, in the user's language."""


class Unsuitable(Refusal):
    """One ticket cannot be changed like this; its ``code`` is a reason of reasons.py."""

    def __init__(self, code: str) -> None:
        super().__init__(422, code, "")


class Deed:
    """One thing that many tickets can be given at once, and how it is taken back.

    Values are what JSON can hold. What the database says beforehand (``same``, ``refusals``)
    and what happens to each ticket (``do``) must agree; ``do`` has the last word.
    """

    name: str
    label: str | Promise
    # Events of these say that somebody has changed the same thing since.
    verbs: frozenset[str]

    def exists_for(self, by: Member) -> bool:
        """Return whether ``by`` may know of it."""
        return True

    def read(self, given: Any, by: Member) -> Any:
        """Return the value that a form's text or the API's JSON means. Raises Unreadable."""
        raise NotImplementedError

    def choices(self, by: Member) -> Choices | None:
        """Return what a form offers; None where one writes it."""
        return None

    def words(self, value: Any) -> str:
        """Say ``value`` in the reader's language. Costs a query where it is a number of a row."""
        raise NotImplementedError

    def same(self, value: Any, step: Step) -> Q:
        """Return what finds the tickets that are so already."""
        raise NotImplementedError

    def refusals(self, value: Any, step: Step) -> Iterable[tuple[str, Q]]:
        """Yield a reason's code and what finds the tickets that are left out for it."""
        return ()

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        """Change ``ticket``; return what it was, None if it was so already.

        The ticket is locked. Raises Refusal.
        """
        raise NotImplementedError

    def take_back(self, ticket: Ticket, was: Any, value: Any, step: Step, because: Event) -> None:
        """Make the locked ``ticket`` as it was. Raises Refusal."""
        raise NotImplementedError

    def is_overtaken(self, since: Sequence[Event], was: Any) -> bool:
        """Return whether these later events, of ``verbs``, forbid that ``was`` comes back."""
        return bool(since)
