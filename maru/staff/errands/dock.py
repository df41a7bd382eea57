"""The corner of every page of the desk where one sees what Maru is doing for one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from maru.staff.errands.carrying import kind_named
from maru.staff.errands.models import Errand
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.views.me import me

SHOWN = 4


@signed_in
@require_safe
def dock(request: HttpRequest) -> HttpResponse:
    """Show the corner as it is now; the page asks while something is under way."""
    return render(request, "errands/_dock.html")


@signed_in
@require_POST
def stopping(request: HttpRequest, pk: int) -> HttpResponse:
    _found(request, pk).stop(by=me(request))
    return render(request, "errands/_dock.html")


@signed_in
@require_POST
def putting_away(request: HttpRequest, pk: int) -> HttpResponse:
    _found(request, pk).put_away()
    return render(request, "errands/_dock.html")


def _found(request: HttpRequest, pk: int) -> Errand:
    return get_object_or_404(Errand.objects.visible_to(me(request)), pk=pk)


def in_context(request: HttpRequest) -> dict[str, Any]:
    """A context processor. Costs nothing until the corner is drawn, then one query."""
    return {"my_errands": lambda: _shown(request)}


def _shown(request: HttpRequest) -> list[tuple[Errand, str]]:
    """Return the newest with the partials that show them."""
    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return []
    rows = Errand.objects.visible_to(member).shown().order_by("-id")[:SHOWN]
    return [(errand, kind_named(errand.kind).template) for errand in rows]
