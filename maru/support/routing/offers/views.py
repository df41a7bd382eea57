"""What one is offered, above every page of the desk; taken or passed on there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.routing.models import Offer
from maru.support.routing.offers.offering import OfferGone, accept, decline, open_to


@needs(Power.CHANGE)
@require_POST
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it, and go there."""
    offered = _offered(request, pk)
    places = {one.pk: line.href for one, line in open_to(me(request))}
    try:
        accept(offered, by=me(request))
    except OfferGone as why:
        messages.error(request, why.words)
        return redirect("desk:my_day")
    return redirect(places.get(pk, reverse("desk:inbox")))


@needs(Power.CHANGE)
@require_POST
def passing(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it go to somebody else."""
    try:
        decline(_offered(request, pk), by=me(request))
        messages.success(request, _("It goes to somebody else."))
    except OfferGone as why:
        messages.error(request, why.words)
    return redirect("desk:my_day")


def _offered(request: HttpRequest, pk: int) -> Offer:
    rows = Offer.objects.filter(member=me(request)).select_related("member", "event")
    return get_object_or_404(rows, pk=pk)


def in_context(request: HttpRequest) -> dict[str, Any]:
    """A context processor. Costs nothing until the page is drawn, then one query."""
    return {"my_offers": lambda: _shown(request)}


def _shown(request: HttpRequest) -> list[tuple[Offer, Any, int]]:
    member = getattr(request, "user", None)
    if not isinstance(member, Member) or not member.can(Power.CHANGE):
        return []
    now = timezone.now()
    return [(one, line, one.seconds_left(now)) for one, line in open_to(member)]
