from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step

Choices = Sequence[tuple[str, str | Promise]]


class Unreadable(ValueError):
    """What was given is no value of this action; the message says why, in the user's language."""


class Unsuitable(Refusal):
    """A ticket cannot be changed like this; its ``code`` is a reason of reasons.py."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(422, code, words)


class Action(ABC):
    """One thing that can be done to a ticket: by a macro, a rule, or to many at once (Deed).

    Values are what JSON can hold. Whoever keeps one keeps what ``keep`` gives, and has it
    ``read`` anew by the member who does it; a rule, which is nobody, has it ``recall``ed.
    """

    name: str
    label: str | Promise
    power = Power.CHANGE  # without which nobody does it
    is_many = False  # a form offers choices of which several may be taken
    is_long = False  # a form gives it several lines
    is_for_rules = False  # people have other ways: no macro and no step of theirs is offered it
    is_own = False  # it is about whoever does it: no rule is offered it

    def exists_for(self, by: Member) -> bool:
        """Return whether ``by`` may know of it."""
        return True

    @abstractmethod
    def read(self, given: Any, by: Member) -> Any:
        """Return the value that a form's text, the API's JSON, or what was kept means for ``by``.

        Raises Unreadable.
        """

    def keep(self, given: Any, by: Member) -> Any:
        """Return what is kept of ``given``, to be ``read`` by others later. Raises Unreadable."""
        return self.read(given, by)

    def recall(self, kept: Any) -> Any:
        """Return the value that a rule does of what was kept. Raises Unreadable where what it
        names is gone: asked when the rule is saved, and again each time it is done."""
        return kept

    def choices(self, by: Member) -> Choices | None:
        """Return what a form offers; None where one writes it."""
        return None

    @abstractmethod
    def words(self, value: Any) -> str:
        """Say ``value`` in the reader's language. Costs a query where it is a number of a row."""

    def said_as(self, kept: Any) -> str:
        """Say what was kept. Costs as ``words``."""
        return self.words(kept)

    @abstractmethod
    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> Any:
        """Change ``ticket``; return what it was, None if it was so already.

        The ticket is locked. Raises Refusal.
        """


def no_choice(given: Any) -> Unreadable:
    """Return the refusal of what is none of the choices."""
    return Unreadable(_("There is no choice “%(value)s”.") % {"value": str(given)[:80]})
