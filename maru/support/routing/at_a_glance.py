"""Whether routing has to do with a ticket, told with the ticket itself: nobody asks for a panel
that would be empty."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from maru.support.routing.models import Decision, Queued, RoutingRule
from maru.support.routing.rules.forms import TICKET


def is_routed() -> Exists:
    """Return whether the routing of its team is on. For a query of tickets."""
    return Exists(RoutingRule.objects.on().filter(team=OuterRef("team_id")))


def was_routed() -> Q:
    """Return whether it waits in a queue, or was given to somebody. For a query of tickets."""
    waits = Queued.objects.filter(kind=TICKET, item=OuterRef("pk"))
    given = Decision.objects.filter(kind=TICKET, item=OuterRef("pk")).order_by()
    return Exists(waits) | Exists(given)
