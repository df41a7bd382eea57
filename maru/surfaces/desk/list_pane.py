from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict

from maru.staff.members.models import Member
from maru.support.tickets.orders import page_of
from maru.surfaces.desk.grouping import order_for
from maru.surfaces.desk.inbox_form import InboxForm, with_
from maru.surfaces.desk.inbox_views import SPAM, VIEWS, View, views_for

ROWS = 30


def list_pane(request: HttpRequest, member: Member) -> dict[str, Any]:
    """Return what desk/_list_pane.html needs: the first rows of the list that one came from."""
    view = _view(request.GET.get("view", ""), member)
    rows, asked = view.of(member), QueryDict()
    order = order_for(view.group, view.sort)
    if request.GET.keys() - {"view"}:
        form = InboxForm(request.GET, member=member)
        if form.is_valid():
            rows, order, asked = rows.filter(form.conditions()), form.order, request.GET
    usual = [VIEWS[key] for key in ("mine", "unassigned", "open")]
    return {
        "view": view,
        "views": usual + [view] * (view.saved is not None or view.key == SPAM),
        "rows": page_of(rows.for_rows().with_unread(member), order, size=ROWS).rows,
        "row_query": with_(asked, view=view.key),
    }


def _view(key: str, member: Member) -> View:
    """Return the view of that key, all open ones without it. Costs two queries for a saved one."""
    if not key or key in VIEWS:
        return VIEWS[key or "open"]
    return views_for(member).get(key) or VIEWS["open"]
