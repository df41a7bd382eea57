"""Who rests after something hard is given nothing new, and asked to take nothing (0437)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from maru.staff.members.models import Member
from maru.support.routing.brain.nouns import Person, Presence
from maru.support.routing.models import Offer
from maru.support.routing.offers.offer import OfferState


def mind_rest(people: Iterable[Person], members: Iterable[Member]) -> None:
    """Take those who rest for people on a break: why they do is nobody's business."""
    now = timezone.now()
    resting = {member.pk for member in members if member.is_resting_at(now)}
    for person in people:
        if person.key in resting and person.presence == Presence.HERE:
            person.presence = Presence.BREAK


def withdraw_from_resting() -> int:
    """Withdraw what is offered to who rests; return how many. One query."""
    now = timezone.now()
    rows = Offer.objects.open().filter(member__resting_until__gt=now)
    return rows.update(state=OfferState.WITHDRAWN, answered_at=now)
