"""The palette (Ctrl+K): where one may go, and what is found while one types."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maru.kit.search.finding import answer
from maru.kit.search.reading import Query, read
from maru.kit.search.snippets import snippet
from maru.kit.ui import palette as offered
from maru.kit.ui.amounts import capped
from maru.kit.ui.palette import Entry, Shelf
from maru.kit.ui.people import phone
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer, Organization
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.teams.models import Team
from maru.support.tickets.models import Ticket
from maru.support.tickets.search.at_hand import numbered
from maru.surfaces.desk.inbox_views import counts, in_tabs, views_for
from maru.surfaces.desk.settled import look

TICKETS, CUSTOMERS, ORGANIZATIONS = 6, 4, 2  # that are shown of what is found
LONGEST = 200  # characters of a title in which words are marked
SOURCES = {"email": "mail", "phone": "phone", "visit": "user", "api": "globe", "form": "edit"}


class PaletteForm(forms.Form):
    q = forms.CharField(max_length=200, required=False)


@signed_in
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Answer ``?q=`` with what is found by it; without it with where one may go."""
    form = PaletteForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    if text or form.errors:
        shelves = offered.found(request, text) if text else []
    else:
        shelves = offered.standing(request)
    told = {"shelves": [offered.as_json(shelf) for shelf in shelves]}
    return JsonResponse(told, status=422 if form.errors else 200)


def views(request: HttpRequest) -> Iterable[Shelf]:
    """Offer the views; those of the tabs with how many tickets they hold."""
    member = me(request)
    known = views_for(member)
    _told, last = look(request)
    held = counts(member, in_tabs(known, ""), seen=last)
    inbox = reverse("desk:inbox")
    entries = [
        Entry(f"view-{key}", str(view.label), f"{inbox}?view={key}", "list",
              count=capped(held[key]) if key in held else "")
        for key, view in known.items()
    ]  # fmt: skip
    yield Shelf("views", _("Views"), 10, entries)


def pages(request: HttpRequest) -> Iterable[Shelf]:
    """Offer the pages of the desk that do not stand on the rail."""
    member = me(request)
    reads, writes = member.can(Power.READ), member.can(Power.REPLY)
    wanted = [
        (writes, "new-ticket", _("New ticket"), "desk:new_ticket", "plus"),
        (True, "views", _("Saved views"), "desk:views", "columns"),
        (True, "new-view", _("New view"), "desk:view_new", "plus"),
        (reads, "organizations", _("Organizations"), "desk:organizations", "home"),
        (True, "load", _("Load and breaks"), "wellbeing:load", "pause"),
        (member.can(Power.EXPORT), "exports", _("Exports"), "desk:exports", "download"),
    ]
    entries = [
        Entry(key, label, reverse(url_name), icon)
        for is_there, key, label, url_name, icon in wanted
        if is_there
    ]
    yield Shelf("pages", _("Pages"), 40, entries)


def queues(request: HttpRequest) -> Iterable[Shelf]:
    """Offer the queues of the teams whose routing is on, one's own first. One query."""
    member = me(request)
    if not member.can(Power.READ):
        return
    own = Exists(member.teams.filter(pk=OuterRef("pk")))
    teams = Team.objects.visible_to(member).filter(routing__is_on=True).annotate(is_own=own)
    entries = [
        Entry(f"queue-{team.pk}", _("Queue of %(team)s") % {"team": team.name},
              reverse("desk:queue", args=[team.pk]), "branch")
        for team in teams.order_by("-is_own", "name")
    ]  # fmt: skip
    if entries:
        yield Shelf("queues", _("Queues"), 30, entries)


def found(request: HttpRequest, text: str) -> Iterable[Shelf]:
    """Offer the tickets, customers and organizations that the search finds.

    "#" before it asks for tickets alone, "@" for customers.
    """
    by = me(request)
    if not by.can(Power.READ):
        return
    sign, words = (text[0], text[1:].strip()) if text[0] in "#@" else ("", text)
    if not words:
        return
    query = read(words, by, is_typing=True)
    shelves, read_of = [], []
    if sign != "@":
        tickets = _tickets(query, words, by)
        read_of += [ticket.requester_id for ticket in tickets]
        shelves.append(Shelf("tickets", _("Tickets"), 10, [_ticket(t, query) for t in tickets]))
    if sign != "#":
        customers = _customers(query, by)
        read_of += [customer.pk for customer in customers]
        entries = [_customer(customer, query) for customer in customers]
        shelves.append(Shelf("customers", _("Customers"), 20, entries))
    if not sign:
        entries = [_organization(each, query) for each in _organizations(query, by)]
        shelves.append(Shelf("organizations", _("Organizations"), 30, entries))
    if read_of:
        AccessRecord.note(request, "search", by=by, customers=read_of)
    yield from shelves


def _tickets(query: Query, words: str, by: Member) -> list[Ticket]:
    """Return the ticket of that number, then what the search finds. Two to six queries."""
    rows = Ticket.objects.visible_to(by).for_rows().prefetch_related(None)
    number = numbered(words, by)
    first = list(rows.filter(number)[:1]) if number else []
    wanted = answer(query.of("ticket"), by, size=TICKETS).documents
    known = rows.in_bulk([document.object_id for document in wanted])
    tickets = [known[d.object_id] for d in wanted if d.object_id in known]
    return (first + [ticket for ticket in tickets if ticket not in first])[:TICKETS]


def _customers(query: Query, by: Member) -> list[Customer]:
    wanted = answer(query.of("customer"), by, size=CUSTOMERS, widely=False).documents
    rows = Customer.objects.visible_to(by).prefetch_related("contact_points")
    known = rows.in_bulk([document.object_id for document in wanted])
    return [known[d.object_id] for d in wanted if d.object_id in known]


def _organizations(query: Query, by: Member) -> list[Organization]:
    wanted = answer(query.of("organization"), by, size=ORGANIZATIONS, widely=False).documents
    known = Organization.objects.visible_to(by).in_bulk([d.object_id for d in wanted])
    return [known[d.object_id] for d in wanted if d.object_id in known]


def _ticket(ticket: Ticket, query: Query) -> Entry:
    label = ticket.subject or _("(no subject)")
    whose = ticket.requester_words or _("Unknown sender")
    return Entry(
        f"ticket-{ticket.number}", label, reverse("desk:ticket", args=[ticket.number]),
        SOURCES.get(ticket.source, "chat"),
        f"#{ticket.number} · {whose} · {ticket.get_status_display()}",
        marked=_marked(label, query),
    )  # fmt: skip


def _customer(customer: Customer, query: Query) -> Entry:
    label = customer.name or customer.reach or _("Customer")
    reached = [
        phone(point.value) if point.kind == ContactKind.PHONE else point.value
        for point in customer.contact_points.all()[:2]
    ]
    return Entry(
        f"customer-{customer.pk}", label, reverse("desk:customer", args=[customer.pk]), "user",
        " · ".join(value for value in reached if value != label), marked=_marked(label, query),
    )  # fmt: skip


def _organization(organization: Organization, query: Query) -> Entry:
    return Entry(
        f"organization-{organization.pk}", organization.name,
        reverse("desk:organization", args=[organization.pk]), "home",
        marked=_marked(organization.name, query),
    )  # fmt: skip


def _marked(label: str, query: Query) -> list[tuple[str, bool]]:
    return [(each.text, each.is_found) for each in snippet(label, query.asked, length=LONGEST)]
