"""Whether routing gave a ticket to somebody, told with the ticket itself: nobody asks for a panel
that would be empty."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from maru.support.routing.models import Decision
from maru.support.routing.rules.forms import TICKET


def was_given() -> Exists:
    """For a query of tickets."""
    given = Decision.objects.filter(kind=TICKET, item=OuterRef("pk"))
    return Exists(given.order_by())
