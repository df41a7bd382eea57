"""What envelopes and deliveries have to do with side conversations, told to the floors below."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from maru.records.channels.models import Delivery
from maru.records.channels.outcomes import Outcome
from maru.staff.members.models import Member
from maru.support.sideconversations.models import SideConversation, SideLetter, SideMessage


def outcomes(envelopes: Iterable[int]) -> dict[int, Outcome]:
    """Return envelope id -> beside which ticket it stands. One query."""
    rows = SideMessage.objects.filter(envelope__in=list(envelopes))
    return {
        envelope: Outcome(None, ticket)
        for envelope, ticket in rows.values_list("envelope_id", "conversation__ticket")
    }


def narrow(rows: QuerySet[Any], member: Member) -> QuerySet[Any]:
    """Leave out what stands beside tickets of private teams that ``member`` may not see."""
    if not member.hidden_team_ids:
        return rows
    seen = SideConversation.objects.visible_to(member)
    rows = rows.filter(Q(side_message=None) | Q(side_message__conversation__in=seen))
    if rows.model is Delivery:
        rows = rows.filter(Q(side_letter=None) | Q(side_letter__message__conversation__in=seen))
    return rows


def tickets_of(deliveries: Collection[int]) -> dict[int, int]:
    """Return delivery id -> the ticket beside which it was sent. Two queries."""
    sent = SideMessage.objects.filter(delivery__in=deliveries)
    letters = SideLetter.objects.filter(delivery__in=deliveries)
    return {
        **dict(sent.values_list("delivery_id", "conversation__ticket")),
        **dict(letters.values_list("delivery_id", "message__conversation__ticket")),
    }
