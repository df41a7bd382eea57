"""The counts on the rail, once more, after something happened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from maru.kit.ui.rail import items_for
from maru.staff.members.access import signed_in
from maru.surfaces.desk.settled import look


@signed_in
@require_safe
def rail(request: HttpRequest) -> HttpResponse:
    """Show them to whoever asks, of what they see; what is kept of them is not counted anew."""
    look(request)
    return render(request, "desk/_rail_counts.html", {"items": items_for(request)})
