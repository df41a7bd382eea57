"""Which tickets hold something that a member has not seen (decision 0260)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from maru.support.tickets.message import Message
from maru.support.tickets.reading.beginning import Beginning
from maru.support.tickets.reading.seen import Seen

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

# What nothing happened to for so long is news to nobody: no count reads more than a month.
NEWS_FOR = timedelta(days=30)
PUT_BACK = 500  # tickets a member may have put back, the newest; more are not listed
NEVER = 2**63 - 1


def where_unread(member: int | None, now: datetime) -> Q:
    """Return what finds the tickets that are unread for the member with the id ``member``.

    Costs a query at once: the few that were put back by hand are named one by one, so that
    the database finds all others by their last change.
    """
    if member is None:
        return Q(pk__in=[])
    back = Seen.objects.filter(member=member, is_unread=True).order_by("-ticket")
    numbers = list(back.values_list("ticket_id", flat=True)[:PUT_BACK])
    news = Q(updated_at__gte=now - NEWS_FOR) & Q(_has_news(member))
    return news | Q(pk__in=numbers) if numbers else news


def unread_column(member: int, now: datetime) -> Combinable:
    """Return the same as a column of each row."""
    back = Seen.objects.filter(member=member, ticket=OuterRef("pk"), is_unread=True)
    news = Q(updated_at__gte=now - NEWS_FOR) & Q(_has_news(member))
    return ExpressionWrapper(news | Q(Exists(back)), output_field=BooleanField())


def is_unread(ticket: Ticket, member: int | None, now: datetime) -> bool:
    """Return the same of one ticket, from what is loaded of it: ``messages`` and ``seen``.

    Costs a query unless the member has seen some of it.
    """
    seen = next((each for each in ticket.seen.all() if each.member_id == member), None)
    if seen and seen.is_unread:
        return True
    if member is None or ticket.updated_at < now - NEWS_FOR:
        return False
    upto = seen.upto if seen else _beginning(member)
    return any(
        message.pk > upto and message.member_id != member and message.copy_of_id is None
        for message in ticket.messages.all()
    )


def _beginning(member: int) -> int:
    found = Beginning.objects.filter(member=member).values_list("message", flat=True).first()
    return NEVER if found is None else found


def _has_news(member: int) -> Exists:
    seen = Seen.objects.filter(member=member, ticket=OuterRef(OuterRef("pk")))
    begun = Beginning.objects.filter(member=member)
    upto = Coalesce(
        Subquery(seen.values("upto")[:1]), Subquery(begun.values("message")[:1]), Value(NEVER)
    )
    messages = Message.objects.filter(ticket=OuterRef("pk")).once()
    return Exists(messages.filter(pk__gt=upto).exclude(member=member))
