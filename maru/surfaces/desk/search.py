"""Search over everything: /search/. What is found follows what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maru.kit.database.notes import note
from maru.kit.search.finding import Found, answer
from maru.kit.search.hits import hits
from maru.kit.search.models import RecentSearch
from maru.kit.search.near import Near, near
from maru.kit.search.reading import Query, read
from maru.kit.search.snippets import Stretch, snippet
from maru.records.customers.models import Customer, Organization
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.sideconversations.models import SideConversation
from maru.support.tickets.models import Ticket
from maru.surfaces.desk.inbox import usual_brand

SIZE = 20
LITTLE = 3  # tickets; who finds fewer is told of words near those they typed
FEW = 4  # of each other kind, beside the tickets, where all are asked for
BESIDE = ("customer", "organization", "side")  # tickets
KINDS = [("", _("All")), ("ticket", _("Tickets")), ("customer", _("Customers")),
         ("organization", _("Organizations")), ("side", _("Side conversations"))]  # fmt: skip
ORDERS = [("newest", _("Newest first")), ("best", _("Best match first"))]


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=500, required=False, strip=False)
    kind = forms.ChoiceField(choices=KINDS[1:], required=False)
    order = forms.ChoiceField(choices=ORDERS, required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@dataclass(frozen=True)
class Row:
    """One thing that was found, as the page shows it."""

    thing: Any
    title: Sequence[Stretch]
    words: Sequence[Stretch]


@needs(Power.READ)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    text, order = asked.get("q", ""), asked.get("order") or "newest"
    kind, before = asked.get("kind", ""), asked.get("before")
    is_typing = "X-Maru-Typing" in request.headers
    by = me(request)
    found = dict.fromkeys([kind or "ticket", "ticket", *BESIDE], Found())
    if text.strip():
        query = read(text, by, is_typing=is_typing)  # once, whatever it is asked of
        of_it = answer(query.of(kind or "ticket"), by, order=order, before=before, size=SIZE)
        found[kind or "ticket"] = of_it
        if not kind and before is None:
            found |= _beside(query, by, order, widely=not of_it.documents)
    context = {
        "form": form,
        "words": text.strip(),
        "kind": kind,
        "list_href": f"{reverse('desk:inbox')}?{urlencode({'view': 'all', 'q': text.strip()})}",
        "order": order,
        "tickets": _shown(found["ticket"], by, _ticket_rows, attrgetter("subject")),
        "customers": _shown(found["customer"], by, _customer_rows),
        "organizations": _shown(found["organization"], by, _organization_rows),
        "sides": _shown(found["side"], by, _side_rows),
        "problems": _problems(*found.values()),
        "guesses": _guesses(*found.values()),
        "is_loosened": any(
            each.documents and each.query and each.query.is_loosened for each in found.values()
        ),
        "near": [] if is_typing or before else _near(found["ticket"], by, kind),
        "recent": [] if text.strip() else _recent(by),
        "kinds": [(key, label, _href(text, key, order)) for key, label in KINDS],
        "orders": [(key, label, _href(text, kind, key)) for key, label in ORDERS],
        "next_href": _next(text, kind, order, found[kind or "ticket"]),
        "first_href": _href(text, kind, order) if before else None,
        "usual_brand": usual_brand(by),
    }
    _note(request, by, context, "" if is_typing or before else text)
    template = "desk/_found.html" if "HX-Request" in request.headers else "desk/search.html"
    response = render(request, template, context, status=200 if form.is_valid() else 422)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _beside(query: Query, by: Member, order: str, *, widely: bool) -> dict[str, Found]:
    """Return the few of each kind that are shown beside tickets.

    Mostly none or a few are there, and one look finds them all.
    """
    if order == "newest" and not widely:
        both = answer(query.of(*BESIDE), by, size=FEW * len(BESIDE), widely=False)
        if both.next is None:
            return {kind: both.of(kind, most=FEW) for kind in BESIDE}
    return {
        kind: answer(query.of(kind), by, order=order, size=FEW, widely=widely) for kind in BESIDE
    }


def _ticket_rows(by: Member) -> QuerySet[Any]:
    return Ticket.objects.visible_to(by).for_rows().with_unread(by)


def _customer_rows(by: Member) -> QuerySet[Any]:
    rows = Customer.objects.visible_to(by).select_related("brand")
    return rows.prefetch_related("contact_points")


def _organization_rows(by: Member) -> QuerySet[Any]:
    rows = Organization.objects.visible_to(by).select_related("brand")
    return rows.prefetch_related("domains")


def _side_rows(by: Member) -> QuerySet[Any]:
    return SideConversation.objects.visible_to(by).select_related("ticket").for_list()


def _shown(
    found: Found,
    by: Member,
    rows: Callable[[Member], QuerySet[Any]],
    title: Callable[[Any], str] = str,
) -> list[Row]:
    """Return what was found in its order; what somebody deleted meanwhile is left out."""
    if found.query is None or not found.documents:
        return []
    things = rows(by).in_bulk([document.object_id for document in found.documents])
    return [
        Row(thing, snippet(title(thing), found.query.asked, length=300), hit.words)
        for hit in hits(found)
        if (thing := things.get(hit.document.object_id))
    ]


def _recent(by: Member) -> list[tuple[str, str]]:
    return [(words, _href(words, "", "newest")) for words in RecentSearch.of(by.pk)]


def _problems(*found: Found) -> list[str]:
    told = [problem for each in found if each.query for problem in each.query.problems]
    return list(dict.fromkeys(told))


def _guesses(*found: Found) -> list[tuple[str, str]]:
    told = [guess for each in found for guess in each.guesses]
    return list(dict.fromkeys(told))


def _near(found: Found, by: Member, kind: str) -> list[tuple[Near, str]]:
    """Return words to look for instead, and where, for who found few tickets."""
    if kind not in ("", "ticket") or found.query is None or len(found.documents) >= LITTLE:
        return []
    offered = near(found.query.asked.words, by, kinds=["ticket"])
    return [(each, _href(each.instead, kind, "newest")) for each in offered]


def _href(text: str, kind: str, order: str, **more: Any) -> str:
    asked = {"q": text, "kind": kind, "order": order if order != "newest" else "", **more}
    return f"{reverse('desk:search')}?{urlencode({k: v for k, v in asked.items() if v})}"


def _next(text: str, kind: str, order: str, found: Found) -> str | None:
    return _href(text, kind, order, before=found.next) if found.next else None


def _note(request: HttpRequest, by: Member, context: dict[str, Any], text: str) -> None:
    """Write down whose data was shown, and, in the same transaction, what was looked for."""
    shown = [row.thing.requester_id for row in context["tickets"]]
    shown += [row.thing.pk for row in context["customers"]]
    shown += [row.thing.ticket.requester_id for row in context["sides"]]
    keep = partial(RecentSearch.keep, by.pk, text)
    if any(shown):
        AccessRecord.note(request, "search", by=by, customers=shown, along=keep)
    elif text.strip():
        note(keep)  # a full disk keeps nobody from searching
