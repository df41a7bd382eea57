"""The strip above every page of the desk: what is wrong, for those who may mend it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from maru.staff.alarms.conditions import conditions, page_of
from maru.staff.alarms.dismissal import dismiss, undismissed
from maru.staff.alarms.models import Alarm
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me

mender = needs(Power.COMPANY, Power.RESCUE)


@mender
@require_safe
def strip(request: HttpRequest) -> HttpResponse:
    """Show the strip as it is now; the page asks twice a minute."""
    return render(request, "alarms/_strip.html")


@mender
@require_POST
def dismissal(request: HttpRequest, pk: int) -> HttpResponse:
    dismiss(get_object_or_404(Alarm.objects.visible_to(me(request)), pk=pk), by=me(request))
    return render(request, "alarms/_strip.html")


def in_context(request: HttpRequest) -> dict[str, Any]:
    """A context processor. Costs nothing until the strip is drawn, then two queries at most."""
    return {"desk_alarms": lambda: _shown(request)}


def _shown(request: HttpRequest) -> list[tuple[Alarm, str]] | None:
    """Return the alarms with the pages that mend them; None for who mends nothing."""
    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return None
    if not any(member.can(condition.power) for condition in conditions.values()):
        return None
    return [(alarm, page_of(alarm.name)) for alarm in undismissed(member)]
