"""What is done in the very transaction in which somebody writes: an upper app's, such as macros.

The form that is sent says what; until then the draft keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.http import QueryDict

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket


class Along(Protocol):
    @property
    def kept(self) -> Any:
        """What a draft keeps of it, as JSON; None for nothing."""

    @property
    def status(self) -> str:
        """The status that the ticket gets with an answer; '' for the composer's own."""

    def begin(self, *, is_answer: bool) -> Event | None:
        """Do it, before the message is written and in its transaction; an answer sets ``status``
        itself. Return what caused it all, None where nothing was to do. Raises Refusal."""

    def count(self) -> None:
        """Write down what brought words alone: those that are written beside the ticket do nothing
        to it, whatever the form says. In the caller's transaction."""


class Nothing:
    kept = None
    status = ""

    def begin(self, *, is_answer: bool) -> None:
        return None

    def count(self) -> None:
        return None


Reader = Callable[[Ticket, Member, QueryDict], Along]
KeptReader = Callable[[Ticket, Member, Any], Along]
_readers: list[tuple[Reader, KeptReader]] = []


def written_along_with(reader: Reader, of_kept: KeptReader) -> None:
    """Have ``reader`` say what a form wants done along with its message, and ``of_kept`` what
    was kept of it wants. There is one."""
    _readers[:] = [(reader, of_kept)]


def along(ticket: Ticket, member: Member, fields: QueryDict) -> Along:
    """Return what ``fields`` want done. Costs nothing until it is begun."""
    return _readers[0][0](ticket, member, fields) if _readers else Nothing()


def along_kept(ticket: Ticket, member: Member, kept: Any) -> Along:
    """Return what ``kept`` (None: nothing) wants done: a form said it before."""
    return _readers[0][1](ticket, member, kept) if kept and _readers else Nothing()
