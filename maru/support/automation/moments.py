"""The moments of a ticket that timers count from. An upper app brings its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Message


@dataclass(frozen=True)
class Moment:
    """``at``: when it is, in SQL, of a row of tickets; NULL where there is none. ``near``: what
    finds, along an index, the tickets that can have it after one time and until another, where
    ``at`` is no column that has one: asked each half a minute, it is not asked of every ticket."""

    name: str
    label: str | Promise
    at: Callable[[], Combinable]
    may_come: bool = False  # it may lie ahead, so that something can be done before it
    near: Callable[[datetime, datetime], Q] | None = None


def _newest(direction: str) -> Combinable:
    said = _said(direction).filter(ticket=OuterRef("pk"))
    return Subquery(said.order_by("-id").values("created_at")[:1])


def _near(direction: str, after: datetime, until: datetime) -> Q:
    """Whatever was said last within these times was said within them."""
    said = _said(direction).filter(created_at__gt=after, created_at__lte=until)
    return Q(pk__in=said.order_by().values("ticket"))


def _said(direction: str) -> QuerySet[Message]:
    return Message.objects.filter(direction=direction, automatic="")


def _last(name: str, label: str | Promise, direction: str) -> Moment:
    return Moment(name, label, partial(_newest, direction), near=partial(_near, direction))


_OWN = [
    Moment("created", _("it was opened"), lambda: F("created_at")),
    _last("received", _("the customer last wrote"), Direction.FROM_CUSTOMER),
    _last("replied", _("somebody last answered"), Direction.TO_CUSTOMER),
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
