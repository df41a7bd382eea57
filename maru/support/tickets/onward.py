"""Where a member goes on once a ticket is done: in the list they came from, as they like it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from maru.staff.members.models import Member
from maru.support.tickets.habits.habits import AfterDone, Habits
from maru.support.tickets.models import Ticket

LONGEST = 4_000  # characters of an address


def onward(request: HttpRequest, ticket: Ticket, member: Member) -> str:
    """Return the address to go on at, "" to stay.

    The page says in ``came_from`` which list stands beside the ticket, and where in it the ticket
    stood: by its own changes it may have moved. Costs one query.
    """
    habit = Habits.of(member).after_done
    list_ = _came_from(request)
    if habit == AfterDone.LIST:
        list_.pop("after", None)
        return _with(reverse("desk:inbox"), list_)
    if habit == AfterDone.NEXT and "after" in list_:
        return _with(reverse("desk:next", args=[ticket.pk]), list_)
    return ""


def go_on(request: HttpRequest, where: str, words: str, *, undo: str) -> HttpResponse:
    """Answer with the way to ``where``; the page there says ``words`` and offers ``undo``, which
    leads back to the ticket."""
    list_ = _came_from(request)
    list_.pop("after", None)
    list_["undo"] = "elsewhere"
    messages.success(request, words, extra_tags=_with(undo, list_) if undo else "")
    return lead_to(request, where)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Return whether something is taken back on the page of another ticket, or of a list."""
    return request.GET.get("undo") == "elsewhere"


def back_to(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Lead to the ticket of which something was taken back, beside the list it was found in."""
    list_ = request.GET.copy()
    list_.pop("undo", None)
    return lead_to(request, _with(reverse("desk:ticket", args=[ticket.pk]), list_))


def lead_to(request: HttpRequest, where: str) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(where)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = where
    return response


def _with(page: str, query: QueryDict) -> str:
    return f"{page}?{query.urlencode()}" if query else page


def _came_from(request: HttpRequest) -> QueryDict:
    return QueryDict(request.POST.get("came_from", "")[:LONGEST], mutable=True)
