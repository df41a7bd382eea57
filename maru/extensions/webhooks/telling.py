"""Events become calls of webhooks, in the transaction of the event: what happened is told, or has
not happened."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable

from django.db import transaction

from maru.extensions.webhooks.endpoint import Endpoint
from maru.extensions.webhooks.occasion import SAYING, VERBS, Occasion
from maru.extensions.webhooks.payload import payload, told_rows
from maru.kit.database.leases import went_away
from maru.kit.webhooks.models import Call
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message, Ticket

log = logging.getLogger(__name__)


def tell_of(events: Collection[Event]) -> None:
    """Write down what endpoints are told of ``events``. Goes along with every event.

    Costs nothing for events of other things, one query while there is no endpoint, and one for
    each endpoint that hears of it. Spam is no news; that a ticket is spam, or is none, is.
    """
    about = [each for each in events if each.verb in VERBS]
    if not about:
        return
    for endpoint in Endpoint.objects.hearing():
        heard = [each for each in about if endpoint.hears_of(each.verb)]
        if heard:
            _tell_apart(endpoint, heard)


def _tell_apart(endpoint: Endpoint, events: Collection[Event]) -> None:
    """Tell it; what fails there keeps no customer's mail from becoming a ticket (D17)."""
    try:
        with transaction.atomic():
            _tell(endpoint, events)
    except Exception as error:
        if went_away(error):
            raise  # the whole of it is tried again
        log.exception("Webhook %s could not be told of %s events", endpoint.pk, len(events))


def _tell(endpoint: Endpoint, events: Collection[Event]) -> None:
    meant = Ticket.objects.filter(pk__in={each.subject_id for each in events})
    tickets = told_rows(endpoint.among(meant))
    heard = [
        each for each in events
        if (ticket := tickets.get(each.subject_id))
        and (each.verb == Occasion.SPAM or not ticket.is_spam)
    ]  # fmt: skip
    messages = _messages(heard)
    for event in heard:
        ticket = tickets[event.subject_id]
        told = payload(event, ticket, messages.get(_said_in(event)))
        Call.queue({endpoint.webhook_id: told})


def _said_in(event: Event) -> int:
    """Return the id of the message that it is about; 0 for none."""
    after = event.after if event.verb in SAYING else None
    return int(after.get("message") or 0) if isinstance(after, dict) else 0


def _messages(events: Iterable[Event]) -> dict[int, Message]:
    said = {pk for each in events if (pk := _said_in(each))}
    found = Message.objects.defer("html", "headers", "quoted")
    return found.in_bulk(said) if said else {}


def tell_by_hand(endpoint: Endpoint, event: Event, ticket: Ticket) -> None:
    """Tell ``endpoint`` of ``ticket``, whatever it hears of else."""
    row = told_rows(Ticket.objects.filter(pk=ticket.pk))[ticket.pk]
    Call.queue({endpoint.webhook_id: payload(event, row, None)})
