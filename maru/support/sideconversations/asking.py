"""What conditions may ask of what stands beside a ticket, and what lists show of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import FLAG, Field
from maru.support.savedviews.columns import Column
from maru.support.savedviews.field_columns import Cell
from maru.support.sideconversations.models import SideConversation
from maru.support.tickets.models import Ticket


def _is_there(ticket: Ticket, **fields: Any) -> bool:
    open_ones = [side for side in ticket.sideconversations.all() if not side.is_done]
    return any(
        all(getattr(side, name) == value for name, value in fields.items()) for side in open_ones
    )


def where_open(**fields: Any) -> Q:
    """Return what finds the tickets with open ones of these ``fields``."""
    rows = SideConversation.objects.open().filter(ticket=OuterRef("pk"), **fields)
    return Q(Exists(rows))


FIELDS = [
    Field("side_open", _("Has an open side conversation"), FLAG, _is_there, where=where_open),
    Field(
        "side_waiting", _("Waits for a side conversation"), FLAG,
        partial(_is_there, awaits_answer=True), where=partial(where_open, awaits_answer=True),
    ),
    Field(
        "side_answered", _("Has an answer in a side conversation"), FLAG,
        partial(_is_there, awaits_answer=False), where=partial(where_open, awaits_answer=False),
    ),
]  # fmt: skip


def open_sides() -> Any:
    """Return how many are open, for each row of a list: of few tickets, by an index of its own."""
    rows = SideConversation.objects.open().filter(ticket=OuterRef("pk")).order_by()
    counted = rows.values("ticket").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def columns() -> Iterator[Column]:
    yield Column("sides", str(_("Side conversations")), _cells)


def _cells(rows: Sequence[Any]) -> Mapping[int, list[Cell]]:
    """«1/3»: how many are done, of how many; nothing where there are none. One query."""
    found = SideConversation.objects.filter(ticket__in=[row.pk for row in rows])
    whole, done = Counter[int](), Counter[int]()
    for ticket, done_at in found.order_by().values_list("ticket_id", "done_at"):
        whole[ticket] += 1
        done[ticket] += done_at is not None
    return {
        row.pk: [Cell(f"{done[row.pk]}/{whole[row.pk]}")] if whole[row.pk] else [] for row in rows
    }
