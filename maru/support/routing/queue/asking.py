"""What conditions may ask of a queue, and the column that views and exports show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import FLAG, Field
from maru.kit.ui.times import spoken
from maru.support.routing.models import Queued
from maru.support.savedviews.columns import Column
from maru.support.savedviews.field_columns import Cell
from maru.support.tickets.models import Ticket

TICKET = "ticket"


def _waits(ticket: Ticket) -> bool:
    return Queued.objects.filter(kind=TICKET, item=ticket.pk).exists()


def _where_it_waits() -> Q:
    return Q(Exists(Queued.objects.filter(kind=TICKET, item=OuterRef("pk"))))


FIELDS = [Field("queued", _("Waits in a queue"), FLAG, _waits, where=_where_it_waits)]


def columns() -> Iterator[Column]:
    yield Column("queued", str(_("In the queue since")), _cells)


def _cells(rows: Sequence[Any]) -> Mapping[int, list[Cell]]:
    """Since when each waits, and why; nothing for those that do not. One query."""
    found = Queued.objects.filter(kind=TICKET, item__in=[row.pk for row in rows])
    cells = {
        row.item: [Cell(f"{spoken(row.since)} · {row.get_because_display()}")] for row in found
    }
    return {row.pk: cells.get(row.pk, []) for row in rows}
