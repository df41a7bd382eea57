"""Which tickets: seen by a member, narrowed by what was asked."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from maru.kit.tags.models import spelled
from maru.records.customers.models import Customer
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller
from maru.staff.members.models import Member
from maru.support.tickets.api.schemas import TicketFilter
from maru.support.tickets.choices import Priority
from maru.support.tickets.models import Ticket
from maru.support.tickets.reading.unread import where_unread
from maru.support.tickets.search.at_hand import meant_by

_views: list[Callable[[int, Member], Q]] = []


def view_with(tickets_in: Callable[[int, Member], Q]) -> None:
    """Let ``tickets_in`` say which tickets a view holds for a member: the app of views above."""
    _views[:] = [tickets_in]


def seen_by(member: Member) -> QuerySet[Ticket]:
    """Return the tickets that ``member`` may see, loaded as the API shows them."""
    return (
        Ticket.objects.visible_to(member)
        .select_related("brand", "team", "assignee", "requester")
        .prefetch_related("tags", "followers", "participants", "requester__contact_points")
        .with_unread(member)
    )


def shown(request: HttpRequest, number: int) -> Ticket:
    """Return one ticket, and write down that it was read. Raises Http404."""
    member = caller(request)
    ticket = get_object_or_404(seen_by(member), pk=number)
    AccessRecord.note(
        request, "api", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    return ticket


def narrowed(rows: QuerySet[Ticket], asked: TicketFilter, member: Member) -> QuerySet[Ticket]:
    """Return those of ``rows`` that match every given filter."""
    wanted = Q(is_spam=asked.spam)
    if asked.view is not None:
        held = _views[0](asked.view, member)  # leaves spam out itself, or not
        wanted = held & Q(is_spam=True) if asked.spam else held
    if asked.status:
        wanted &= Q(status__in=asked.status)
    if asked.assignee:
        wanted &= _assigned(asked.assignee, member)
    for name in ("team", "brand", "requester"):
        if (key := getattr(asked, name)) is not None:
            wanted &= Q(**{f"{name}_id": key})
    if asked.organization is not None:
        people = Customer.objects.filter(organization=asked.organization)
        wanted &= Q(requester__in=people.values("pk"))
    if asked.priority:
        wanted &= Q(priority=Priority[asked.priority.upper()])
    for name in ("kind", "source"):
        if word := getattr(asked, name):
            wanted &= Q(**{name: word})
    if asked.tag:
        tagged = Ticket.tags.through.objects.filter(tag__name=spelled(asked.tag))
        wanted &= Q(pk__in=tagged.values("ticket_id"))
    if asked.unread is not None:
        news = where_unread(member.pk, timezone.now())
        wanted &= news if asked.unread else ~news
    if asked.message_id:
        rows = rows.filter(pk__in=Ticket.objects.holding(asked.message_id).values("pk"))
    if asked.updated_since:
        wanted &= Q(updated_at__gte=asked.updated_since)
    if asked.q:
        wanted &= meant_by(asked.q, member)
    return rows.filter(wanted)


def _assigned(word: str, member: Member) -> Q:
    if word == "me":
        return Q(assignee=member)
    return Q(assignee=None) if word == "none" else Q(assignee_id=int(word))
