from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from maru.staff.members.models import Member
from maru.surfaces.desk.inbox_views import VIEWS

ROWS = 30


def list_pane(request: HttpRequest, member: Member) -> dict[str, Any]:
    """Return what desk/_list_pane.html needs: the newest of the view that one came from."""
    key = request.GET.get("view", "")
    view = VIEWS.get(key) or VIEWS["open"]
    rows = view.of(member).for_rows().order_by("-updated_at", "-number")
    return {
        "view": view,
        "views": [VIEWS[k] for k in ("mine", "unassigned", "open")],
        "rows": list(rows[:ROWS]),
        "row_query": f"?view={view.key}",
    }
