"""Where an export's tickets come from: each app that shows lists says how to ask its own again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from maru.staff.members.models import Member
from maru.support.tickets.ticket import TicketQuerySet

# What was asked, and who asks -> the tickets they see now, and the order of the list.
Ask = Callable[[Any, Member], tuple[TicketQuerySet, Sequence[str]]]

_sources: dict[str, Ask] = {}


class Unaskable(Exception):
    """It cannot be asked any more: the view is gone, or not for them."""


def export_from(kind: str, ask: Ask) -> None:
    """Register how a kind of source is asked; ``ask`` raises Unaskable."""
    _sources[kind] = ask


def asked(source: dict[str, Any], member: Member) -> tuple[TicketQuerySet, Sequence[str]]:
    """Return the tickets of ``source`` that ``member`` sees now, and their order.

    Raises Unaskable.
    """
    [(kind, what)] = source.items()
    if kind not in _sources:
        raise Unaskable(kind)
    return _sources[kind](what, member)
