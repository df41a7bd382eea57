from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from maru.staff.members.models import Member
from maru.support.tickets.orders import page_of
from maru.support.tickets.ticket import TicketQuerySet
from maru.surfaces.desk.grouping import order_for
from maru.surfaces.desk.inbox_form import InboxForm, with_
from maru.surfaces.desk.inbox_views import RAIL_CAP, SPAM, VIEWS, View, counts, views_for

ROWS = 30


@dataclass(frozen=True)
class Behind:
    """The list that one came from. ``query``: how an address names it, "?view=mine"."""

    view: View
    rows: TicketQuerySet
    order: Sequence[str]
    query: str


def list_behind(asked: QueryDict, member: Member) -> Behind:
    """Return the list of which an address tells; what it cannot mean is left out of it."""
    view = _view(asked.get("view", ""), member)
    rows, order = view.of(member), order_for(view.group, view.sort)
    if asked.keys() - {"view"}:
        form = InboxForm(asked, member=member)
        if form.is_valid():
            rows = rows.filter(form.conditions())
            return Behind(view, rows, form.order, with_(asked, view=view.key))
    return Behind(view, rows, order, with_(QueryDict(), view=view.key))


def list_pane(behind: Behind, member: Member, *, seen: int = 0) -> dict[str, Any]:
    """Return what desk/_list_pane.html needs: the first rows of the list that one came from.

    ``seen``: the last event, by which counts are kept; 0 when it is not known.
    """
    view = behind.view
    usual = [VIEWS[key] for key in ("mine", "unassigned", "open")]
    tabs = usual + [view] * (view.saved is not None or view.key in {"solved", "all", SPAM})
    return {
        "view": view,
        "views": tabs,
        "held": counts(member, tabs, seen=seen, cap=RAIL_CAP),
        "rows": page_of(
            behind.rows,
            behind.order,
            size=ROWS,
            show=lambda page: page.for_rows().with_unread(member),
        ).rows,
        "row_query": behind.query,
    }


def _view(key: str, member: Member) -> View:
    """Return the view of that key, all open ones without it. Costs two queries for a saved one."""
    if not key or key in VIEWS:
        return VIEWS[key or "open"]
    return views_for(member).get(key) or VIEWS["open"]
