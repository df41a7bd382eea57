"""The list of tickets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maru.kit.database.counting import count_up_to
from maru.kit.database.keyset import BadCursor, Page
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.savedviews import counting
from maru.support.savedviews.columns import Column, more_columns
from maru.support.savedviews.grouping import GROUPS
from maru.support.savedviews.ordering import both_ways, groups_for, of_columns, order_label
from maru.support.tickets.choices import Status
from maru.support.tickets.field_orders import DOWN
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import BY_COLUMN, ORDERS, USUAL, order_of, page_of
from maru.support.tickets.ticket import TicketQuerySet
from maru.surfaces.desk.ahead import may_fetch_ahead
from maru.surfaces.desk.first_mail import first_mail, shows_demo_line
from maru.surfaces.desk.grouping import Group, grouped
from maru.surfaces.desk.inbox_form import InboxForm, with_, without
from maru.surfaces.desk.inbox_views import RAIL_CAP, View, counts, in_tabs
from maru.surfaces.desk.settled import last_event, look


@signed_in
@require_safe
@may_fetch_ahead
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the tickets of one view that meet the conditions in the address."""
    member = me(request)
    seen, last = look(request)
    form = InboxForm(request.GET, member=member)
    if not form.is_valid():
        nothing: Page[Ticket] = Page([], None)
        return _answer(
            request,
            form,
            status=422,
            tickets=nothing,
            is_lost=False,
            total=0,
            live_after=seen,
            last=last,
        )
    rows = form.shown.of(member).filter(form.conditions())
    tickets, is_lost = _one_page(rows, form, request.GET.get("cursor", ""))
    AccessRecord.note(request, "list", by=member, customers=[t.requester_id for t in tickets.rows])
    total = count_up_to(rows) if form.has_conditions else None
    groups = grouped(tickets.rows, form.group_key, rows)
    return _answer(
        request,
        form,
        tickets=tickets,
        groups=groups,
        is_lost=is_lost,
        total=total,
        live_after=seen,
        last=last,
    )


@signed_in
@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """Show what the list of the address can be asked with: what its menu holds once opened."""
    form = InboxForm(request.GET, member=me(request))
    is_menu = "HX-Request" in request.headers
    template = "desk/_inbox_conditions.html" if is_menu else "desk/inbox_conditions.html"
    context = {
        "form": form,
        "has_brands": len(form.member.brand_ids) > 1,
        "query": without(request.GET),
    }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _one_page(rows: TicketQuerySet, form: InboxForm, cursor: str) -> tuple[Page[Ticket], bool]:
    """Return a page of tickets, and whether its place was lost and it begins anew."""
    show = partial(with_what_a_row_shows, member=form.member, columns=form.shown.columns)
    try:
        return page_of(rows, form.order, cursor=cursor, show=show), False
    except BadCursor:
        return page_of(rows, form.order, show=show), True


def with_what_a_row_shows(
    rows: TicketQuerySet, member: Member, columns: Collection[str] = ()
) -> TicketQuerySet:
    """Load what a row of the table shows ``member``: three queries for any number of rows."""
    shown = rows.for_rows().with_unread(member)
    if "organization" in columns:
        shown = shown.annotate(organization_name=F("requester__organization__name"))
    return shown


def _answer(
    request: HttpRequest,
    form: InboxForm,
    *,
    tickets: Page[Ticket],
    is_lost: bool,
    total: int | None,
    live_after: int,
    last: int,
    groups: Sequence[Group] = (),
    status: int = 200,
) -> HttpResponse:
    context = _shown(request, form, tickets, total, last)
    is_swap = (
        "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    )
    template = "desk/_inbox.html" if is_swap else "desk/inbox.html"
    context |= {"live_after": live_after, "is_lost": is_lost, "groups": groups}
    response = render(request, template, context, status=status)
    if is_swap and "X-Maru-Live" not in request.headers:  # looking again is no step forward
        here = QueryDict(without(request.GET).lstrip("?"), mutable=True)
        if request.GET.get("cursor") and not is_lost:
            here["cursor"] = request.GET["cursor"]
        response["HX-Push-Url"] = f"{request.path}?{here.urlencode()}"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _shown(
    request: HttpRequest, form: InboxForm, tickets: Page[Ticket], total: int | None, last: int
) -> dict[str, Any]:
    """Return what the page of the list needs; ``total`` None: as many as the view holds."""
    member = me(request)
    view = form.shown
    tabs = in_tabs(form.views, view.key)
    held = counts(member, tabs, seen=last)
    more = more_columns(view.columns, member=member)
    return {
        "form": form,
        "row_query": with_(request.GET, view=view.key),
        "view": view,
        "total": held[view.key] if total is None else total,
        "tickets": tickets.rows,
        "tabs_shown": [(v, _href(request, v), held[v.key]) for v in tabs],
        "sorts": _sorts(request, form),
        "more_sorts": _more_sorts(request, form, more),
        "heads": _heads(request, form, more),
        "groupings": _groupings(request, form, more),
        "chips": list(form.chips(request.GET)),
        "cleared": f"?view={view.key}",
        "everywhere": with_(request.GET, view="all"),
        "next_href": f"{without(request.GET)}&cursor={tickets.next}" if tickets.next else None,
        "first_href": None if tickets.is_first else without(request.GET),
        "held": held,
        "columns": view.columns,
        "more_columns": [(column, column.values(tickets.rows)) for column in more],
        "may_change_view": view.saved is not None and view.saved.may_be_changed_by(member),
        "has_brands": len(member.brand_ids) > 1,
        "usual_brand": usual_brand(member),
        "may_open": member.can(Power.REPLY),
        "may_tick": member.can(Power.CHANGE),
        "may_export": member.can(Power.EXPORT),
        "whole": held[view.key] if total is None else total,
        "statuses": [pair for pair in Status.choices if pair[0] != Status.NEW],
        "first_mail": None if held["all"] else first_mail(member),
        "demo_mail": first_mail(member) if shows_demo_line(request, member) else None,
    }


def _sorts(request: HttpRequest, form: InboxForm) -> list[tuple[str, Any, str]]:
    """Return what the menu of orders offers: the usual ones, and that of a clicked head."""
    keys = dict.fromkeys([*USUAL, form.sort_key])
    return [(key, order_label(form.member, key), with_(request.GET, sort=key)) for key in keys]


def _more_sorts(
    request: HttpRequest, form: InboxForm, more: Sequence[Column]
) -> list[tuple[str, Any, str]]:
    """Return what it offers below them: the orders of all columns, for whoever sees no head of a
    table, as on a phone, or does not use it. Of custom fields those that stand in the list."""
    brands = {"brand", "brand_down"} if len(form.member.brand_ids) < 2 else set()
    offered = {name: label for name, (label, _columns) in ORDERS.items() if name not in brands}
    offered |= {name: words for each in more if each.orders for name, words in both_ways(each)}
    for name in (*USUAL, form.sort_key):
        offered.pop(name, None)
    return [(name, words, with_(request.GET, sort=name)) for name, words in offered.items()]


def _heads(
    request: HttpRequest, form: InboxForm, more: Sequence[Column]
) -> dict[str, tuple[str, str | None]]:
    """Return for each column where a click on its head leads, and how it is sorted now."""
    heads = {}
    others = {each.name: (each.name, f"{each.name}{DOWN}") for each in more if each.orders}
    for column, (first, second) in (BY_COLUMN | others).items():
        is_sorted = form.sort_key in {first, second}
        other = second if form.sort_key == first else first
        down = is_sorted and order_of(form.sort_key)[0].startswith("-")
        words = ("descending" if down else "ascending") if is_sorted else None
        heads[column] = (with_(request.GET, sort=other), words)
    return heads


def _groupings(
    request: HttpRequest, form: InboxForm, more: Sequence[Column]
) -> list[tuple[str, Any, str, bool]]:
    """Return by what one may group: key, words, address, and whether it is so now. Of custom
    fields those that stand in the list, and by which it is grouped."""
    current = form.group_key or "none"
    offered = {"none": _("No groups"), **GROUPS, **of_columns(more)}
    if current not in offered:
        offered[current] = groups_for(form.member)[current]
    return [
        (key, words, with_(request.GET, group=key), key == current)
        for key, words in offered.items()
    ]


def _href(request: HttpRequest, view: View) -> str:
    """Return the address of the list in another view; a saved one comes in its own order."""
    if view.saved:
        return with_(request.GET, view=view.key, sort="", group="")
    return with_(request.GET, view=view.key)


def usual_brand(member: Member) -> int | None:
    """Return the id of the brand that rows need not name: the oldest of the member's."""
    return min(member.brand_ids, default=None)


def waiting_for(request: HttpRequest) -> int:
    """Return how many of the member's tickets wait for our answer: the number on the rail.

    Costs one query, or none while the count is kept.
    """
    if not request.user.is_authenticated:
        return 0
    member = me(request)

    def waiting() -> TicketQuerySet:
        mine = Ticket.objects.visible_to(member).genuine().filter(assignee=member)
        return mine.filter(status__in=[Status.NEW, Status.OPEN])

    readers = counting.readers_of(member, as_me=True)
    seen = last_event(request)
    return counting.HERE.count(("waiting", readers), waiting, seen=seen, cap=RAIL_CAP)
