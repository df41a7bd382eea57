"""What a rule would have done: asked of what really happened, before it is switched on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from maru.kit.conditions import Asking
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.automation.as_it_was import KNOWN, Pasts
from maru.support.automation.ready import Look, Ready, fields_in, ready_of
from maru.support.automation.rule import Rule
from maru.support.automation.timing import due_tickets
from maru.support.automation.triggering import load_tickets
from maru.support.automation.vocabulary import RULES, Happening, read_with
from maru.support.tickets.models import Ticket

DAYS = 30
MOST = 10_000  # events that are looked at, the newest
TOGETHER = 500
SHOWN = 50


@dataclass
class Trial:
    """``since`` is when the oldest event happened that was looked at; ``is_whole``: nothing of the
    days was left out. ``unknown``: what was asked of tickets as they are now, since nobody wrote
    down what it was."""

    since: datetime
    times: int = 0
    looked_at: int = 0
    is_whole: bool = True
    tickets: list[tuple[Ticket, datetime]] = field(default_factory=list)
    ticket_ids: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)

    @property
    def hidden(self) -> int:
        return max(0, len(self.ticket_ids) - len(self.tickets))


def try_out(rule: Rule, by: Member) -> Trial:
    """Return what ``rule`` would have done in the last 30 days, in the tickets that ``by`` sees.

    Guards against loops are not asked, and what it would have changed changes nothing here. Costs
    three queries and those of its conditions for each 500 events. Raises BadCondition.
    """
    ready = ready_of(rule)
    asked = fields_in(ready.condition)
    trial = Trial(timezone.now() - timedelta(days=DAYS))
    if rule.is_timer:
        return _try_timer(ready, trial, by)
    trial.unknown = [str(RULES[name].label) for name in sorted(asked - KNOWN)]
    verbs = {occasion.verb for occasion, _asked in ready.asked}
    rows = Event.objects.filter(verb__in=verbs, subject_kind="ticket", at__gte=trial.since)
    last: int | None = None
    while trial.looked_at < MOST:
        batch = rows if last is None else rows.filter(pk__lt=last)
        events = list(batch.order_by("-pk")[:TOGETHER])
        if not events:
            return trial
        _try(events, ready, trial, by, read_with(asked))
        last = events[-1].pk
        trial.looked_at += len(events)
    trial.since, trial.is_whole = events[-1].at, False
    return trial


def _try_timer(ready: Ready, trial: Trial, by: Member) -> Trial:
    """A timer is asked of the tickets as they are now, of which the moment passed in those days;
    one that comes again and again as if its time were now."""
    asked = fields_in(ready.condition)
    trial.unknown = [str(RULES[name].label) for name in sorted(asked)]
    due = due_tickets(ready, trial.since, timezone.now())
    seen = Ticket.objects.visible_to(by)
    while batch := list(islice(due, TOGETHER)):
        if trial.looked_at >= MOST:
            trial.is_whole = False
            break
        trial.looked_at += len(batch)
        at_hand = set(seen.filter(pk__in=[pk for pk, _at in batch]).values_list("pk", flat=True))
        tickets = load_tickets(at_hand, read_with(asked))
        for pk, at in batch:
            ticket = tickets.get(pk)
            if ticket and ready.reaches(ticket) and ready.holds(Look(Happening(ticket, None))):
                trial.times += 1
                trial.ticket_ids.add(pk)
                if len(trial.tickets) < SHOWN:
                    trial.tickets.append((ticket, at))
    return trial


def _try(events: list[Event], ready: Ready, trial: Trial, by: Member, read: list[str]) -> None:
    events = [event for event in events if ready.occasion_of(event)]
    if not events:
        return
    wanted = {event.subject_id for event in events}
    seen = set(Ticket.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    tickets = load_tickets(seen, read)
    pasts = Pasts(seen, events[-1].pk)
    for event in events:
        ticket = tickets.get(event.subject_id)
        if ticket is None or ticket.is_spam or ticket.merged_into_id is not None:
            continue
        past = pasts.of(ticket, event)
        look = Look(Happening(past, event), Asking(now=event.at))
        if not ready.reaches(past) or not ready.holds(look):
            continue
        trial.times += 1
        if ticket.pk not in trial.ticket_ids and len(trial.tickets) < SHOWN:
            trial.tickets.append((ticket, event.at))
        trial.ticket_ids.add(ticket.pk)
