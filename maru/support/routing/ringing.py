"""What may let something be given rings the bell, after it was committed."""

from __future__ import annotations

from typing import Any

from maru.kit.events import hear
from maru.kit.jobs import bell
from maru.support.routing.models import RoutingRule
from maru.support.routing.sweeping import NAME

VERBS = (
    # Something waits, or there is room again.
    "ticket.opened", "ticket.received", "ticket.assigned", "ticket.team", "ticket.status",
    "ticket.replied", "ticket.snoozed", "ticket.woken", "ticket.spam", "ticket.unmerged",
    "ticket.queued",
    # Somebody is there, or another.
    "member.availability", "member.changed", "member.role", "member.reactivated", "team.changed",
    "member.resting", "member.rested",
    # It is wanted otherwise.
    "routingrule.added", "routingrule.changed", "routingrule.need", "routing.capacity",
    "member.skills",
    "shiftpattern.added", "shiftpattern.changed", "shiftpattern.removed",
    "shiftday.added", "shiftday.changed", "shiftday.removed",
    "absence.added", "absence.changed", "absence.removed",
)  # fmt: skip


def listen_to_all() -> None:
    for verb in VERBS:
        hear(verb, _ring)


def _ring(fact: Any) -> None:
    # What routing itself did it goes on with; switched off, it takes back what it offers.
    if fact.actor_kind == "routing":
        return
    if fact.verb == "routingrule.changed" or RoutingRule.objects.on().exists():
        bell.ring_now(NAME)
