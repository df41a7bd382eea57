"""The moments of a ticket that timers count from. An upper app brings its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message


@dataclass(frozen=True)
class Moment:
    """``at``: when it is, in SQL, of a row of tickets; NULL where there is none."""

    name: str
    label: str | Promise
    at: Callable[[], Combinable]
    may_come: bool = False  # it may lie ahead, so that something can be done before it


def _newest(direction: str) -> Combinable:
    said = Message.objects.filter(ticket=OuterRef("pk"), direction=direction, automatic="")
    return Subquery(said.order_by("-id").values("created_at")[:1])


_OWN = [
    Moment("created", _("it was opened"), lambda: F("created_at")),
    Moment("received", _("the customer last wrote"), lambda: _newest(Direction.FROM_CUSTOMER)),
    Moment("replied", _("somebody last answered"), lambda: _newest(Direction.TO_CUSTOMER)),
    Moment("updated", _("something last happened"), lambda: F("updated_at")),
    Moment("solved", _("it was solved"), lambda: F("solved_at")),
    Moment("snoozed_until", _("it comes back"), lambda: F("snoozed_until"), may_come=True),
]

Source = Callable[[], Iterable[Moment]]
_sources: list[Source] = []


def moments_with(source: Source) -> None:
    """Have ``source`` give more moments. Registering twice is once."""
    if source not in _sources:
        _sources.append(source)


def moments() -> dict[str, Moment]:
    every = [*_OWN, *(one for source in _sources for one in source())]
    return {one.name: one for one in every}
