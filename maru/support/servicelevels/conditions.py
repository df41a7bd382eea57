"""What may be asked of a ticket's promises: in views, rules and reports."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import FLAG, Asking, Field
from maru.kit.conditions.comparing import COMPARISONS, Comparison
from maru.kit.conditions.kinds import Kind, Operator
from maru.kit.conditions.values import minutes, nothing
from maru.support.servicelevels.models import Clock
from maru.support.servicelevels.targets import State
from maru.support.tickets.choices import NEVER
from maru.support.tickets.models import Ticket
from maru.support.tickets.vocabulary import TICKETS


def _is_within(value: Any, wanted: int, asking: Asking) -> bool:
    return value is not None and asking.now < value <= asking.now + timedelta(minutes=wanted)


def _where_within(field: Field, wanted: int, asking: Asking) -> Q:
    soon = {
        f"{field.path}__gt": asking.now,
        f"{field.path}__lte": asking.now + timedelta(minutes=wanted),
    }
    return Q(**soon)


def _is_late(value: Any, _wanted: None, asking: Asking) -> bool:
    return value is not None and value <= asking.now


def _where_late(field: Field, _wanted: None, asking: Asking) -> Q:
    return Q(**{f"{field.path}__lte": asking.now})


# A moment to come, kept as NEVER where there is none, so that an index has it.
DUE = Kind(
    "due",
    {
        "within_next": Operator(_("is within the next"), minutes, _is_within, _where_within),
        "late": Operator(_("is past"), nothing, _is_late, _where_late, takes_value=False),
        "is_empty": Operator(
            _("is empty"),
            nothing,
            lambda value, _wanted, _asking: value is None,
            lambda field, _wanted, _asking: Q(**{field.path: NEVER}),
            takes_value=False,
        ),
    },
)


def _is_missed(ticket: Ticket) -> bool:
    return any(clock.state == State.BREACHED for clock in ticket.clocks.all())


def _where_missed() -> Q:
    return Q(Exists(Clock.objects.filter(ticket=OuterRef("pk"), state=State.BREACHED)))


def let_be_asked() -> None:
    COMPARISONS["due"] = [
        Comparison("within_next", _("is within the next"), "span"),
        Comparison("late", _("is past")),
        Comparison("not late", _("is not past")),
        Comparison("is_empty", _("is empty")),
        Comparison("not is_empty", _("is not empty")),
    ]
    TICKETS.add(Field("promised", _("Promised time"), DUE, lambda t: t.promise, "promised_at"))
    TICKETS.add(Field("missed", _("A promise was missed"), FLAG, _is_missed, where=_where_missed))


def may_decide(field: Field) -> bool:
    """Whether a level may go by ``field``: not by what changes while nothing happens, nor by what
    is somebody's own, nor by promises themselves."""
    passing = {"promised", "missed", "waiting", "text", "escalation_overdue"}
    if field.name in passing or field.where_for:
        return False
    return field.kind.name not in {"time", "due", "day"}
