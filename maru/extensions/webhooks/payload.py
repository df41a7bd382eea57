"""What a program is told: the ticket as the API shows it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder

from maru.extensions.webhooks.occasion import SAYING
from maru.kit.fields.reading import load
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.call import TRIAL
from maru.staff.journal.models import Event
from maru.support.tickets.api.schemas import TicketOut
from maru.support.tickets.choices import Direction, Priority
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.ticket import TicketQuerySet

LONGEST = 20_000  # characters of a message


def told_rows(tickets: TicketQuerySet) -> dict[int, Ticket]:
    """Return ``tickets`` by their numbers, loaded as the API shows them: ten queries for any
    number, one for none."""
    rows = tickets.select_related("brand", "team", "assignee", "requester").prefetch_related(
        "tags", "followers", "participants", "requester__contact_points"
    )
    found = {ticket.pk: ticket for ticket in rows}
    load(list(found.values()))
    return found


def payload(event: Event, ticket: Ticket, message: Message | None) -> Announcement:
    """Return what is told of ``event``. Costs no query."""
    data: dict[str, Any] = {
        "event": event.pk,
        "by": {"kind": event.actor_kind, "id": event.actor_id, "name": event.actor_name},
        "ticket": _as_in_the_api(ticket),
    }
    if event.verb in SAYING:
        data["message"] = _said(message) if message else None
    else:
        data["before"], data["after"] = (
            _plain(event.verb, value) for value in (event.before, event.after)
        )
    return Announcement(
        event.verb, event.at.isoformat(), event.verb, link=_link(ticket),
        link_label=f"#{ticket.pk}", data=data,
    )  # fmt: skip


def trial() -> Announcement:
    """Return what is told to see whether it arrives."""
    return Announcement(
        TRIAL, timezone.now().isoformat(), TRIAL, data={"url": settings.PUBLIC_URL + "/"}
    )


def _as_in_the_api(ticket: Ticket) -> dict[str, Any]:
    # What is unread is a member's; a program outside is none.
    ticket.is_unread = False  # type: ignore[attr-defined]
    shown = TicketOut.from_orm(ticket)
    said = json.dumps(shown.model_dump(by_alias=True, exclude={"unread"}), cls=NinjaJSONEncoder)
    told: dict[str, Any] = json.loads(said)
    return told


def _said(message: Message) -> dict[str, Any]:
    is_note = message.direction == Direction.INTERNAL
    return {
        "id": message.pk,
        "direction": message.direction,
        "public": not is_note,
        "from": {"name": message.from_name, "address": message.from_address},
        "body": message.text[:LONGEST],
        "automatic": message.automatic,
        "created_at": message.created_at.isoformat(),
    }


def _plain(verb: str, value: Any) -> Any:
    """Return a side of a change in the words of the API."""
    if verb == "ticket.priority" and value in Priority.values:
        return Priority(value).name.lower()
    return value


def _link(ticket: Ticket) -> str:
    return settings.PUBLIC_URL + reverse("desk:ticket", args=[ticket.pk])
