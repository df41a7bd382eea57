"""Mails of their own: what an upper app queues itself, and may have to wait for a quiet night."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from maru.support.notifications.notification import Notification
from maru.support.notifications.reason import Reason

Letter = Callable[[Notification], object]
_letters: dict[tuple[str, bool], Letter] = {}


def letters_with(reason: Reason, letter: Letter, *, of_many_only: bool = False) -> None:
    """Have ``letter`` queue the mail of a row of ``reason`` that is due, in place of the usual
    one about its ticket. ``of_many_only``: of rows that are about no single ticket."""
    _letters[reason, True] = letter
    if not of_many_only:
        _letters[reason, False] = letter


def letter_of(row: Notification) -> Letter | None:
    return _letters.get((row.reason, row.ticket_id is None))


def has_a_letter() -> Q:
    """Return the condition for rows that have one: each is a mail for itself."""
    found = Q(pk=None)
    for reason, is_of_many in _letters:
        found |= Q(reason=reason, ticket__isnull=is_of_many)
    return found
