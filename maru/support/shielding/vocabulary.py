from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from maru.support.shielding.models import Abuse
from maru.support.tickets.models import Ticket


def is_abusive(ticket: Ticket) -> bool:
    return Abuse.objects.standing().filter(message__ticket=ticket.pk).exists()


def where_abusive() -> Q:
    return Q(Exists(Abuse.objects.standing().filter(message__ticket=OuterRef("pk"))))
