"""The organizations: a list to search, and a page each."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from maru.kit.database.counting import count_up_to
from maru.kit.database.keyset import BadCursor, page
from maru.kit.search.finding import find
from maru.records.customers.field_views import fields_panel
from maru.records.customers.known import known_by
from maru.records.customers.models import Customer, Organization
from maru.records.customers.organizations.editing import people_of, remove
from maru.records.customers.organizations.forms import OrganizationForm
from maru.records.customers.organizations.organization import OrganizationQuerySet
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.tickets.models import Ticket
from maru.surfaces.desk.inbox import usual_brand, with_what_a_row_shows

ORDER = ["name", "id"]
NEWEST = ("-updated_at", "-number")
COLUMNS = ["channel", "customer", "status", "priority", "assignee", "kind", "updated"]
PEOPLE = 12  # beside the tickets; all others in the list of customers
TOLD = 8  # events
SUGGESTED = 6


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("Search"), max_length=200, required=False)
    state = forms.ChoiceField(choices=[("inactive", "inactive")], required=False)


@needs(Power.READ)
@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    """List the organizations whose name, initials or domain has ``?q=``, by name; with
    ``?state=inactive`` those that are not active."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words, is_active = asked.get("q", ""), asked.get("state") != "inactive"
    rows = _seen(me(request)).filter(is_active=is_active)
    if words:
        found = find(words, me(request), kinds=["organization"], size=100).documents
        rows = rows.called(words) | rows.filter(pk__in=[each.object_id for each in found])
    if not form.is_valid():
        rows = rows.none()
    try:
        shown = page(rows, ORDER, cursor=request.GET.get("cursor", ""))
    except BadCursor:
        shown = page(rows, ORDER)
    # Names are read one by one for a part of them: not twice where all of them are shown.
    is_all = shown.is_first and not shown.next
    here = "?" + urlencode({"q": words, "state": "" if is_active else "inactive"})
    context = {
        "form": form,
        "words": words,
        "is_active": is_active,
        "organizations": _with_people(shown.rows),
        "total": len(shown.rows) if is_all else count_up_to(rows),
        "next_href": f"{here}&cursor={shown.next}" if shown.next else None,
        "first_href": None if shown.is_first else here,
        "may_change": me(request).can(Power.CHANGE),
        "usual_brand": usual_brand(me(request)),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "desk/organizations.html", context, status=status)


@needs(Power.CHANGE)
@require_http_methods(["GET", "POST"])
def organization_new(request: HttpRequest) -> HttpResponse:
    form = OrganizationForm(request.POST or None, member=me(request))
    if request.method == "POST" and form.is_valid() and (made := form.keep()):
        messages.success(request, _("Saved."))
        return redirect("desk:organization", made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "desk/organization_new.html", {"form": form}, status=status)


@needs(Power.READ)
@require_safe
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one organization: its people, and those of their tickets that the member may see."""
    member = me(request)
    shown = get_object_or_404(_seen(member), pk=pk)
    people = Customer.objects.visible_to(member).filter(organization=shown)
    some = list(people.prefetch_related("contact_points").order_by("-id")[:PEOPLE])
    tickets = Ticket.objects.visible_to(member).genuine()
    tickets = tickets.filter(requester__in=people.order_by().values("pk"))
    rows = with_what_a_row_shows(tickets, member)
    try:
        found = page(rows, NEWEST, cursor=request.GET.get("cursor", ""), size=25)
    except BadCursor:
        found = page(rows, NEWEST, size=25)
    read = [*(c.pk for c in some), *(ticket.requester_id for ticket in found.rows)]
    AccessRecord.note(request, "organization", by=member, customers=read, subject_id=pk)
    context = {
        "organization": shown,
        "people": some,
        "people_count": count_up_to(people),
        "tickets": found.rows,
        "columns": COLUMNS,
        "total": count_up_to(tickets),
        "next_href": f"?cursor={found.next}" if found.next else None,
        "first_href": None if found.is_first else "?",
        "history": Event.of(shown).order_by("-id")[:TOLD],
        "may_change": member.can(Power.CHANGE),
        "may_remove": member.can(Power.RESCUE),
        "usual_brand": usual_brand(member),
        **fields_panel(shown),
    }
    return render(request, "desk/organization.html", context)


@needs(Power.RESCUE)
@require_http_methods(["GET", "POST"])
def organization_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks and tells how many people it concerns, POST removes."""
    shown = get_object_or_404(_seen(me(request)), pk=pk)
    if request.method == "POST":
        count = remove(shown, by=me(request))
        told = ngettext(
            "%(name)s is removed; %(count)s person stays, without an organization.",
            "%(name)s is removed; %(count)s people stay, without an organization.", count,
        )  # fmt: skip
        messages.success(request, told % {"name": shown, "count": count})
        return redirect("desk:organizations")
    context = {"organization": shown, "people_count": people_of(shown)}
    return render(request, "desk/organization_removal.html", context)


@needs(Power.CHANGE)
@require_safe
def candidates(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the customers, of the organization's brand, that a few letters or digits may mean."""
    member, words = me(request), request.GET.get("who", "").replace("\x00", "").strip()[:200]
    shown = get_object_or_404(_seen(member), pk=pk)
    found: list[Customer] = []
    if len(words) > 1:
        rows = Customer.objects.visible_to(member).filter(known_by(words), brand=shown.brand_id)
        rows = rows.exclude(organization=shown).select_related("organization")
        found = list(rows.prefetch_related("contact_points").order_by("-id")[:SUGGESTED])
        AccessRecord.note(request, "list", by=member, customers=[c.pk for c in found])
    context = {"organization": shown, "customers": found, "words": words}
    return render(request, "desk/_organization_candidates.html", context)


def _seen(member: Member) -> OrganizationQuerySet:
    rows = Organization.objects.visible_to(member).select_related("brand")
    return rows.prefetch_related("domains")


def _with_people(rows: Iterable[Organization]) -> list[tuple[Organization, int]]:
    """Return each with how many people it has. One query."""
    shown = list(rows)
    theirs: QuerySet[Customer] = Customer.objects.filter(organization__in=shown).order_by()
    counted = theirs.values("organization").annotate(n=Count("pk"))
    counts = dict(counted.values_list("organization", "n"))
    return [(each, counts.get(each.pk, 0)) for each in shown]
