"""The seam for rows that must commit together with the messages that came in.

Events tell after the commit, and a process may end between the two: what must
not be forgotten is written here, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maru.support.tickets.models import Message


@dataclass(frozen=True)
class Received:
    """A message that has just come in. Its ticket and the ticket's brand are loaded."""

    message: Message
    is_new: bool  # it opened its ticket
    may_answer: bool  # False: no machine may answer it, whoever wrote it (S5)


Hook = Callable[[Sequence[Received]], None]
_hooks: list[Hook] = []


def when_receiving(hook: Hook) -> None:
    """Call ``hook`` with all that came in together. What it raises undoes the receiving."""
    if hook not in _hooks:
        _hooks.append(hook)


def tell_received(received: Sequence[Received]) -> None:
    for hook in _hooks:
        hook(received)
