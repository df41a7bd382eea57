"""Clocks are worked out from what happened, and kept: for the list, and for who is to be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from maru.kit.conditions import BadCondition
from maru.kit.jobs import sweep
from maru.staff.company.models import Calendar
from maru.staff.company.working_time import AlwaysOpen, WorkingTime, second
from maru.support.servicelevels.history import History, histories
from maru.support.servicelevels.kept import WORKED_OUT
from maru.support.servicelevels.models import Clock, ServiceLevel, Touched
from maru.support.servicelevels.reckoning import Standing, standing
from maru.support.tickets.choices import NEVER, Source
from maru.support.tickets.models import Ticket

TOGETHER = 100
CHANGED = (*WORKED_OUT, "message_id", "level")


@sweep("servicelevels.touched", every=5)
def wind_all_touched() -> int:
    """Work out what was noted and not done at once; return how many notes were."""
    notes = Touched.objects.order_by("pk").values_list("ticket_id", flat=True)
    numbers = set(notes[:TOGETHER])
    return wind_touched(numbers) if numbers else 0


def wind_touched(numbers: Collection[int]) -> int:
    """Work out the clocks of these tickets and forget that they were touched; return how many
    notes are done."""
    with transaction.atomic():
        held = hold(numbers)
        # Read after they are held: what is noted from now on stays.
        notes = list(Touched.objects.filter(ticket_id__in=numbers).values_list("pk", flat=True))
        wind(held)
        Touched.objects.filter(pk__in=notes).delete()
    return len(notes)


def wind(tickets: Sequence[Ticket], *, quietly: bool = False) -> list[Clock]:
    """Work out the clocks of ``tickets``, which the transaction holds, keep and return them.

    ``quietly``: of a promise that is new or moved, nobody is told what would be told by now: a
    rule that begins to count calls nobody for what is long past.
    Some eight queries, and one a level, however many tickets.
    """
    now = timezone.now()
    there = {
        (clock.ticket_id, clock.target): clock
        for clock in Clock.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
    }
    found, gone = list[Clock](), dict(there)
    for ticket, level, each in standings(tickets, levels_in_use(), second(now)):
        clock = gone.pop((ticket.pk, each.target), None) or Clock(ticket=ticket, target=each.target)
        before = clock.promised_at
        _keep(clock, level, each)
        if quietly and clock.promised_at != before:
            _take_as_told(clock, now)
        found.append(clock)
    Clock.objects.bulk_update([clock for clock in found if clock.pk], CHANGED)
    Clock.objects.bulk_create([clock for clock in found if not clock.pk])
    Clock.objects.filter(pk__in=[clock.pk for clock in gone.values()]).delete()
    _say_when(tickets, found)
    return found


def standings(
    tickets: Sequence[Ticket],
    levels: Sequence[ServiceLevel],
    now: int,
    hours: Mapping[int, WorkingTime] | None = None,
) -> Iterable[tuple[Ticket, ServiceLevel, Standing]]:
    """Yield how each ticket stands to what its level promises, at ``now``. ``hours``: working
    times, by the calendar's id, that count instead of those that are kept."""
    promised = [ticket for ticket in tickets if ticket.source != Source.IMPORT]
    by_ticket = level_of(promised, levels)
    told = histories(ticket for ticket in promised if ticket.pk in by_ticket)
    for ticket in promised:
        if level := by_ticket.get(ticket.pk):
            calendar = level.calendar or ticket.brand.calendar
            for each in _all(told[ticket.pk], level, hours_of(calendar, hours), now):
                yield ticket, level, each


def _all(history: History, level: ServiceLevel, hours: WorkingTime, now: int) -> Iterable[Standing]:
    for promise in level.promises:
        if found := standing(history, promise, hours, now):
            yield found


def hours_of(
    calendar: Calendar | None, instead: Mapping[int, WorkingTime] | None = None
) -> WorkingTime:
    """Return when it is open by ``calendar``; always where there is none."""
    if calendar is not None and instead and calendar.pk in instead:
        return instead[calendar.pk]
    return calendar.working_time if calendar else AlwaysOpen()


def levels_in_use() -> list[ServiceLevel]:
    return list(ServiceLevel.objects.in_use())


def level_of(tickets: Sequence[Ticket], levels: Sequence[ServiceLevel]) -> dict[int, ServiceLevel]:
    """Return by which level each is promised something. A query a level, until each has one."""
    left = {ticket.pk for ticket in tickets}
    found: dict[int, ServiceLevel] = {}
    for level in levels:
        if not left:
            break
        try:
            rows = Ticket.objects.filter(level.query(), pk__in=left)
        except BadCondition:
            continue  # its page says so
        met = set(rows.values_list("pk", flat=True))
        found |= dict.fromkeys(met, level)
        left -= met
    return found


def hold(numbers: Collection[int]) -> list[Ticket]:
    """Return these tickets as they are, held until the transaction ends: of two who work one out
    the second sees what the first has seen."""
    rows = Ticket.objects.filter(pk__in=numbers)
    rows.hold()
    return list(rows.select_related("brand__calendar").order_by("pk"))


def _keep(clock: Clock, level: ServiceLevel, now: Standing) -> None:
    clock.level, clock.message_id = level, now.message
    clock.keep(now, getattr(level, now.target) * 60)


def _take_as_told(clock: Clock, now: datetime) -> None:
    if clock.warns_at and clock.warns_at <= now:
        clock.warned_for = clock.promised_at
    if clock.promised_at and clock.promised_at <= now:
        clock.breached_for = clock.promised_at
    clock.due_at = clock.next_word()


def _say_when(tickets: Sequence[Ticket], clocks: Iterable[Clock]) -> None:
    """Keep in each ticket when its next promise is due: by this lists are ordered."""
    soonest = {ticket.pk: NEVER for ticket in tickets}
    for clock in clocks:
        if clock.is_open and clock.promised_at:
            soonest[clock.ticket_id] = min(soonest[clock.ticket_id], clock.promised_at)
    changed = [ticket for ticket in tickets if ticket.promised_at != soonest[ticket.pk]]
    for ticket in changed:
        ticket.promised_at = soonest[ticket.pk]
    Ticket.objects.bulk_update(changed, ["promised_at"])
