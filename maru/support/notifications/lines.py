"""Notifications as they are read: all of one ticket are one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.text.lines import one_line
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.notifications.models import Notification
from maru.support.notifications.reason import ICONS, WEIGHT, Reason
from maru.support.tickets.models import Ticket
from maru.support.tickets.veiling import is_veiled

EXCERPT = 140  # characters

Texts = Callable[[Sequence[Event], Member], Mapping[int, str]]
_texts: dict[str, Texts] = {}


def excerpts_with(reason: Reason, texts: Texts) -> None:
    """Have ``texts`` say, for the lines of ``reason``, what the thing says now that an event gave
    somebody: event -> text, and nothing where there is none any more."""
    _texts[reason] = texts


Place = Callable[[Notification], str]
_places: dict[str, Place] = {}


def places_with(reason: Reason, place: Place) -> None:
    """Have ``place`` say where a line of ``reason`` leads: elsewhere than to its ticket."""
    _places[reason] = place


@dataclass
class Line:
    """What one ticket has to tell, the newest first."""

    ticket: Ticket | None
    rows: list[Notification] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)  # of events, where no message says it

    @property
    def newest(self) -> Notification:
        return self.rows[0]

    @property
    def is_unread(self) -> bool:
        return any(row.read_at is None for row in self.rows)

    @property
    def unread(self) -> int:
        return sum(row.read_at is None for row in self.rows)

    @property
    def lead(self) -> Notification:
        """What the line says: of what is unread that which weighs most, the newest of these."""
        among = [row for row in self.rows if row.read_at is None] or self.rows[:1]
        return max(among, key=lambda row: (WEIGHT[Reason(row.reason)], row.pk))

    @property
    def at(self) -> datetime:
        return self.newest.created_at

    @property
    def icon(self) -> str:
        return ICONS[Reason(self.lead.reason)]

    @property
    def said(self) -> str:
        return said(self.lead)

    @property
    def excerpt(self) -> str:
        message = self.lead.message
        said = message.text if message else self.texts.get(self.lead.event_id, "")
        if message and is_veiled(message):
            return _("What was written is covered: it may be abusive.")
        text = one_line(said[: 4 * EXCERPT])
        return text if len(text) <= EXCERPT else text[:EXCERPT] + "…"

    @property
    def href(self) -> str:
        if self.lead.reason in _places:
            return _places[self.lead.reason](self.lead)
        if self.ticket is None:
            return reverse("desk:inbox") + "?view=mine"
        place = f"#message-{self.lead.message_id}" if self.lead.message_id else ""
        return reverse("desk:ticket", args=[self.ticket.pk]) + place


def said(row: Notification) -> str:
    """Return in a sentence what happened."""
    after = row.event.after
    # Who writes by mail from outside is no actor of ours: the event says what they call themselves.
    outside = str(after.get("who", "")) if isinstance(after, dict) else ""
    who = {"who": row.event.actor_name or outside or _("Maru")}
    if row.ticket_id is None and row.reason not in {Reason.HANDOVER, Reason.SIDE}:
        text = ngettext(
            "%(who)s gave you %(num)s ticket", "%(who)s gave you %(num)s tickets", row.count
        )
        return text % {**who, "num": row.count}
    return {
        Reason.MENTIONED: _("%(who)s mentioned you"),
        Reason.ASKED: _("%(who)s asks you to look on"),
        Reason.ESCALATED: _escalated(row),
        Reason.ASSIGNED: _("%(who)s gave you this ticket"),
        Reason.RULE: _("The rule “%(who)s” tells you of this ticket"),
        Reason.ANSWERED: _("%(who)s wrote"),
        Reason.COLLEAGUE: _("%(who)s wrote in a ticket of yours"),
        Reason.FOLLOWED: _("%(who)s wrote in a ticket that you follow"),
        Reason.SIDE: _("%(who)s wrote in a side conversation"),
        Reason.PROMISE: _promised(row),
        Reason.HELD: _("Your scheduled answer did not leave"),
        Reason.HANDOVER: _("%(who)s hands their shift over to you"),
        Reason.REMINDER: _("You wanted to be reminded"),
        Reason.TASK: _("%(who)s gave you a task"),
        Reason.WOKEN: _("It is back: you had put it off"),
        Reason.TEAM: _("%(who)s handed it to your team"),
    }[Reason(row.reason)] % who


def _escalated(row: Notification) -> str:
    return {
        "ticket.escalated": _("%(who)s escalates it"),
        "ticket.escalation_returned": _("%(who)s gives an escalation back"),
        "ticket.escalation_taken_back": _("%(who)s takes an escalation back"),
        "ticket.escalation_warned": _("An escalation is nearly due"),
        "ticket.escalation_overdue": _("An escalation is overdue"),
    }.get(row.event.verb, "")


def _promised(row: Notification) -> str:
    if row.event.verb == "clock.breached":
        return _("A promise was missed")
    return _("A promise is nearly due")


def lines_of(rows: Iterable[Notification], member: Member) -> list[Line]:
    """Return ``rows``, the newest first, as lines; of tickets that ``member`` may not see none.

    Two queries, and one for each reason that an upper app gives texts for.
    """
    rows = list(rows)
    full = Notification.objects.select_related("event", "message").defer(
        "message__html", "message__headers", "message__quoted"
    )
    loaded = full.in_bulk([row.pk for row in rows])
    seen = Ticket.objects.visible_to(member).select_related("brand")
    tickets = seen.in_bulk({row.ticket_id for row in rows if row.ticket_id})
    found: dict[tuple[int | None, int | None], Line] = {}
    for row in rows:
        if row.ticket_id and row.ticket_id not in tickets:
            continue
        # What was given in one step is a line of its own.
        key = (row.ticket_id, None if row.ticket_id else row.pk)
        line = found.setdefault(key, Line(tickets.get(row.ticket_id or 0)))
        line.rows.append(loaded[row.pk])
    lines = list(found.values())
    _add_texts(lines, member)
    return lines


def _add_texts(lines: Iterable[Line], member: Member) -> None:
    leads = defaultdict[str, list[Line]](list)
    for line in lines:
        if line.lead.reason in _texts:
            leads[line.lead.reason].append(line)
    for reason, same in leads.items():
        texts = _texts[reason]([line.lead.event for line in same], member)
        for line in same:
            line.texts.update(texts)
