"""In which order a list may stand, and under which headings: as tickets have it, and by the custom
fields there are."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.savedviews.columns import Column, more_columns
from maru.support.savedviews.grouping import GROUPS
from maru.support.tickets.field_orders import DOWN, PREFIX
from maru.support.tickets.orders import ORDERS

Labels = dict[str, str | Promise]


def orders_for(member: Member) -> Labels:
    """Return name -> label of every order that ``member`` can choose now."""
    own: Labels = {name: label for name, (label, _columns) in ORDERS.items()}
    more = [column for column in more_columns(member=member) if column.orders]
    return own | {name: label for column in more for name, label in both_ways(column)}


def groups_for(member: Member) -> Labels:
    """Return name -> label of all by what ``member`` can group now."""
    return GROUPS | of_columns(more_columns(member=member))


def of_columns(columns: Sequence[Column]) -> Labels:
    """Return name -> label of the groups of ``columns``."""
    return {column.name: column.label for column in columns if column.groups}


def is_order_for(member: Member, name: str) -> bool:
    """Return whether ``member`` can choose that order. Costs nothing for a usual one."""
    return name in ORDERS or (name.startswith(PREFIX) and name in orders_for(member))


def is_group_for(member: Member, name: str) -> bool:
    return name in GROUPS or (name.startswith(PREFIX) and name in groups_for(member))


def order_label(member: Member, name: str) -> str | Promise:
    """Return the label of an order that ``member`` chose. Costs nothing for a usual one."""
    return ORDERS[name][0] if name in ORDERS else orders_for(member)[name]


def both_ways(column: Column) -> list[tuple[str, str]]:
    """Return name and label of the orders by ``column``, up and down."""
    return [
        (column.name, _("%(name)s, ascending") % {"name": column.label}),
        (f"{column.name}{DOWN}", _("%(name)s, descending") % {"name": column.label}),
    ]
