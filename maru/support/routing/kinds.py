"""The kinds of work there are. Each says what of it waits and gives it away; the brain, the queue
and the pages know no other difference."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from maru.kit.conditions import Condition
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.brain.nouns import Work


@dataclass(frozen=True)
class Waits:
    """One piece of work that waits, as its kind tells it. ``is_new``: nobody ever had it."""

    item: int
    team: int
    since: datetime
    priority: int
    promised_at: datetime
    is_new: bool = True


@dataclass(frozen=True)
class Line:
    """One piece of work as a page shows it to somebody who may see it."""

    item: int
    title: str
    href: str
    priority: int = 2
    words: str = ""  # who asks
    customer: int | None = None


class Kind(ABC):
    """One kind of work: tickets, later chats and calls. ``name`` is kept in rows."""

    def __init__(self, name: str, label: str | Promise) -> None:
        self.name, self.label = name, label

    @abstractmethod
    def waiting(self, teams: Collection[int]) -> QuerySet[Any]:
        """Return the rows that wait for somebody in ``teams``: their key is the item, and they
        have a ``team_id``, a ``priority``, and a ``promised_at`` (NEVER: nothing is promised)."""

    @abstractmethod
    def waits(self, rows: QuerySet[Any]) -> Iterable[Waits]:
        """Tell of rows of ``waiting`` how they came to wait."""

    @abstractmethod
    def works(
        self,
        since: Mapping[int, datetime],
        *,
        known_after: datetime | None = None,
        with_language: bool = False,
    ) -> list[Work]:
        """Return these items as the brain knows work. A few queries, however many.

        ``since`` is when each began to wait; who helped its customer after ``known_after`` is
        ``known_to`` it (None: nobody asks).
        """

    @abstractmethod
    def meeting(self, condition: Condition, items: Collection[int]) -> Iterable[int]:
        """Return those of ``items`` that meet a condition on tickets. One query."""

    @abstractmethod
    def loads(self, members: Collection[int]) -> Mapping[int, int]:
        """Return how much of it each of ``members`` has that counts; the others have none."""

    @abstractmethod
    def subject(self, item: int) -> Model:
        """Return the row that events about it are about. No query."""

    @abstractmethod
    def give(
        self, item: int, to: Member, *, team: int, by: Actor, because: Event | None = None
    ) -> Event | None:
        """Give it to ``to`` if it still waits in ``team``; return the event, None if not.

        Called in a transaction that holds the seat of ``to``. ``because`` None: because of what
        made it wait.
        """

    @abstractmethod
    def hand_to(self, item: int, team: Team, *, was: int, by: Actor) -> bool:
        """Hand it to another team if it still waits in the one that it ``was`` in."""

    @abstractmethod
    def take_from(self, member: int, *, team: int, by: Actor, because: Event | None) -> list[int]:
        """Take from ``member`` what waits for them in ``team``; return what. In one transaction."""

    @abstractmethod
    def seen_by(self, member: Member) -> QuerySet[Any]:
        """Return the rows that exist for ``member``; their key is the item."""

    @abstractmethod
    def lines(self, items: Collection[int], member: Member) -> dict[int, Line]:
        """Return what ``member`` may see of these items, as pages show them."""


_kinds: dict[str, Kind] = {}


def kind_with(kind: Kind) -> None:
    """Register a kind of work; the same name replaces it."""
    _kinds[kind.name] = kind


def kinds() -> Sequence[Kind]:
    return list(_kinds.values())


def kind_named(name: str) -> Kind:
    """Return the kind. Raises KeyError."""
    return _kinds[name]
