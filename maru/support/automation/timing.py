"""Timers: what is due is looked for, and each ticket is done once for each moment."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, QuerySet
from django.utils import timezone

from maru.kit.conditions import All, Asking, BadCondition
from maru.kit.database.leases import went_away
from maru.kit.jobs import sweep
from maru.support.automation.at import next_time
from maru.support.automation.carrying_out import carry_out, is_halted
from maru.support.automation.models import Firing, Rule
from maru.support.automation.moments import moments
from maru.support.automation.ready import Look, Ready, fields_in, ready_of
from maru.support.automation.rule import RuleKind
from maru.support.automation.triggering import holds, load_tickets
from maru.support.automation.vocabulary import RULES, Happening, read_with
from maru.support.tickets.models import Ticket

log = logging.getLogger(__name__)

TOGETHER = 200
LATE = timedelta(days=7)  # so long after its time a moment is still caught up with


@sweep("automation.timers", every=30, gives_way=5.0)
def run_timers() -> int:
    """Carry out what is due; return how many tickets were changed. Costs a query or two a timer
    where nothing is due."""
    now, done = timezone.now(), 0
    for rule in Rule.objects.on().filter(kind=RuleKind.TIMER).prefetch_related("brands", "teams"):
        try:
            done += _run(ready_of(rule), now)
        except BadCondition:
            continue  # it is about to be switched off, and shown as broken
        except Exception as error:
            if went_away(error):
                raise
            log.exception("Timer %s failed", rule.pk)  # one keeps no other from its time
    return done


def _run(ready: Ready, now: datetime) -> int:
    rule = ready.rule
    if "every" not in rule.when:
        return _carry_out_on(ready, _passed(ready, now))
    if rule.next_at is None:
        # One conditional UPDATE: of two who look at once one plans it.
        Rule.objects.filter(pk=rule.pk, next_at=None).update(next_at=next_time(rule.when, now))
        return 0
    if rule.next_at > now:
        return 0
    done = _carry_out_on(ready, _every(ready))
    # Only once all is done: who dies before begins anew, and finds what is done already.
    Rule.objects.filter(pk=rule.pk, next_at=rule.next_at).update(next_at=next_time(rule.when, now))
    return done


def _passed(ready: Ready, now: datetime) -> Iterator[tuple[int, str]]:
    """Yield the tickets of which the moment passed since the timer is on, each with its key."""
    since = max(ready.rule.on_since or now, now - LATE)
    for pk, at in due_tickets(ready, since, now):
        yield pk, f"timer {pk} {at.isoformat()}"


def due_tickets(ready: Ready, since: datetime, now: datetime) -> Iterator[tuple[int, datetime]]:
    """Yield the tickets of which it is time between ``since`` and ``now``, with the moment that it
    counts from; of a timer that comes again and again all that are not closed. What of its
    conditions the database cannot be asked is still to be asked of each."""
    when = ready.rule.when
    if "every" in when:
        rows = _tickets(ready).exclude(status="closed").order_by("pk")
        for pk in rows.values_list("pk", flat=True):
            yield pk, now
        return
    moment = moments().get(when["of"])
    if moment is None:
        return
    span = timedelta(minutes=when["after"] if "after" in when else -when["before"])
    at = ExpressionWrapper(moment.at(), output_field=DateTimeField())
    after, until = since - span, now - span
    rows = _tickets(ready)
    if moment.near:
        rows = rows.filter(moment.near(after, until))
    due = rows.annotate(moment=at).filter(moment__gt=after, moment__lte=until)
    yield from due.order_by("pk").values_list("pk", "moment")


def _every(ready: Ready) -> Iterator[tuple[int, str]]:
    rule = ready.rule
    rows = _tickets(ready).exclude(status="closed").order_by("pk")
    # All of them at once: SQLite lets nobody write who reads on from what is no longer so.
    for pk in list(rows.values_list("pk", flat=True)):
        yield pk, f"timer {pk} {rule.next_at.isoformat() if rule.next_at else ''}"


def _tickets(ready: Ready) -> QuerySet[Ticket]:
    """Return the tickets that it may mean: what the database can tell is asked there, so that what
    does not meet it is not loaded each half a minute for a week."""
    rows: QuerySet[Ticket] = Ticket.objects.genuine()
    if not ready.rule.is_everywhere:
        rows = rows.filter(brand__in=ready.brand_ids)
    asked, asking = ready.condition, Asking()
    for part in asked.parts if isinstance(asked, All) else (asked,):
        try:
            rows = rows.filter(RULES.query(part, asking))
        except LookupError:
            continue  # it is asked of each ticket
    return rows


def _carry_out_on(ready: Ready, due: Iterator[tuple[int, str]]) -> int:
    done, batch = 0, list[tuple[int, str]]()
    for each in due:
        batch.append(each)
        if len(batch) == TOGETHER:
            done += _carry_out_batch(ready, batch)
            batch = []
    return done + _carry_out_batch(ready, batch)


def _carry_out_batch(ready: Ready, batch: list[tuple[int, str]]) -> int:
    keys = [key for _pk, key in batch]
    before = Firing.objects.filter(rule=ready.rule, key__in=keys)
    there = set(before.values_list("key", flat=True)) if keys else set()
    left = {pk: key for pk, key in batch if key not in there}
    if not left:
        return 0
    read = read_with(fields_in(ready.condition))
    tickets = load_tickets(set(left), read).values()
    wanted = [ticket.pk for ticket in tickets if _holds(ready, ticket)]
    return sum(_carry_out(ready, pk, left[pk], read) for pk in wanted)


def _holds(ready: Ready, ticket: Ticket) -> bool:
    return holds(ready, Look(Happening(ticket, None)))


def _carry_out(ready: Ready, pk: int, key: str, read: list[str]) -> bool:
    """Do it to one ticket in a transaction of its own; False where it does not hold any more, or
    somebody else was faster."""
    with transaction.atomic():
        Ticket.objects.filter(pk=pk).hold()
        ticket = load_tickets({pk}, read).get(pk)
        if ticket is None or not _holds(ready, ticket) or is_halted(ready.rule, ticket):
            return False
        look = Look(Happening(ticket, None))
        return carry_out(ready, look, key=key) is not None
