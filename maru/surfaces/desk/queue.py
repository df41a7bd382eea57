"""The queue of a team: who is there with how much, and what waits for somebody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from maru.kit.database.keyset import BadCursor
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team
from maru.support.routing.showing import board_of
from maru.surfaces.desk.settled import look


@needs(Power.READ)
@require_safe
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it, from ``?cursor=`` on; as a part alone to an open page that follows what happens."""
    live_after, _last = look(request)
    member = me(request)
    teams = list(Team.objects.visible_to(member).filter(routing__is_on=True))
    team = get_object_or_404(Team.objects.visible_to(member), pk=pk)
    try:
        cursor = request.GET.get("cursor", "")
        board = board_of(team, member, cursor=cursor)
    except BadCursor:
        cursor, board = "", board_of(team, member)
    here = reverse("desk:queue", args=[pk])
    AccessRecord.note(request, "list", by=member, customers=board.customers)
    context: dict[str, Any] = {
        "team": team,
        "teams": teams if team in teams else [team, *teams],
        "board": board,
        "place": f"{here}?cursor={cursor}" if cursor else here,
        "next_href": f"{here}?cursor={board.next}" if board.next else None,
        "first_href": None if board.is_first else here,
        "live_after": live_after,
        "may_set_up": member.can(Power.PEOPLE),
    }
    is_part = "X-Maru-Live" in request.headers
    return render(request, f"desk/{'_' * is_part}queue.html", context)
