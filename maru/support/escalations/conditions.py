"""What may be asked of a ticket's escalations, and what lists and exports show of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField, DateTimeField, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import FLAG, Asking, Field
from maru.kit.conditions.comparing import COMPARISONS, Comparison
from maru.kit.conditions.kinds import Kind, Operator
from maru.kit.conditions.values import number
from maru.kit.ui.times import spoken
from maru.support.escalations.models import Escalation
from maru.support.escalations.paths.level import Way
from maru.support.savedviews.columns import Column
from maru.support.savedviews.field_columns import Cell
from maru.support.tickets.models import Ticket
from maru.support.tickets.vocabulary import TICKETS


def _open(ticket: Ticket) -> list[Escalation]:
    return [each for each in ticket.escalations.all() if not each.is_over]


def _of_ticket(**fields: Any) -> Q:
    rows = Escalation.objects.open().filter(ticket=OuterRef("pk"), **fields)
    return Q(Exists(rows))


def _level_of(ticket: Ticket) -> int | None:
    """Return at which level it is; None where it is at none, or somebody is asked alone."""
    handed = [each for each in _open(ticket) if not each.is_asked]
    return max((each.number for each in handed), default=None)


def _at_least(value: Any, wanted: int, _asking: Asking) -> bool:
    return value is not None and value >= wanted


def _where_at_least(_field: Field, wanted: int, _asking: Asking) -> Q:
    return _of_ticket(way=Way.TEAM, number__gte=wanted)


# The level of a ticket: of several that are open the highest counts.
LEVEL = Kind(
    "escalation_level", {"at_least": Operator(_("is at least"), number, _at_least, _where_at_least)}
)


def _is_overdue(ticket: Ticket) -> bool:
    now = timezone.now()
    return any(each.promised_at is not None and each.promised_at <= now for each in _open(ticket))


def _where_overdue() -> Q:
    return Q(Exists(Escalation.objects.overdue(timezone.now()).filter(ticket=OuterRef("pk"))))


FIELDS = [
    Field("escalated", _("Is escalated"), FLAG, lambda t: bool(_open(t)), where=_of_ticket),
    Field("escalation_level", _("Escalation level"), LEVEL, _level_of, "pk"),
    Field(
        "escalation_waiting", _("Waits to be taken after an escalation"), FLAG,
        lambda t: any(each.is_waiting for each in _open(t)),
        where=lambda: _of_ticket(way=Way.TEAM, taken_at=None),
    ),
    Field(
        "escalation_overdue", _("An escalation is overdue"), FLAG, _is_overdue,
        where=_where_overdue,
    ),
    Field(
        "escalated_to_vendor", _("A vendor is asked"), FLAG,
        lambda t: any(each.way == Way.VENDOR for each in _open(t)),
        where=lambda: _of_ticket(way=Way.VENDOR),
    ),
]  # fmt: skip


def let_be_asked() -> None:
    COMPARISONS["escalation_level"] = [
        Comparison("at_least", _("is at least"), "number"),
        Comparison("not at_least", _("is below"), "number"),
    ]
    for field in FIELDS:
        TICKETS.add(field)


def level_name() -> Any:
    """Return where each row of a list was handed to last, by an index of the few that are open."""
    return Subquery(_last().values("name")[:1], output_field=CharField())


def level_due() -> Any:
    """Return when that is due."""
    return Subquery(_last().values("promised_at")[:1], output_field=DateTimeField())


def _last() -> Any:
    return Escalation.objects.open().filter(ticket=OuterRef("pk")).order_by("-id")


def columns() -> Iterator[Column]:
    yield Column("escalation", str(_("Escalation")), _cells)


def _cells(rows: Sequence[Any]) -> Mapping[int, list[Cell]]:
    """Where each is and until when; nothing where it is at no level. One query."""
    found: dict[int, list[Cell]] = {row.pk: [] for row in rows}
    for each in Escalation.objects.open().filter(ticket__in=list(found)).order_by("id"):
        due = spoken(each.promised_at) if each.promised_at else ""
        found[each.ticket_id].append(Cell(" · ".join(filter(None, [each.name, due]))))
    return found
