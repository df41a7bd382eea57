"""A level or a calendar changes: what that would mean is shown before, and carried out after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from maru.kit.database.leases import claim, given_back
from maru.kit.jobs import sweep
from maru.staff.company.working_time import WorkingTime, moment, second
from maru.support.servicelevels.models import Recount, ServiceLevel
from maru.support.servicelevels.reckoning import Standing
from maru.support.servicelevels.targets import State
from maru.support.servicelevels.winding import hold, levels_in_use, standings, wind
from maru.support.tickets.models import Ticket

TOGETHER = 100
LEASE = timedelta(minutes=5)
LOOKED_AT = 1_000  # tickets of a preview: those that changed last


@sweep("servicelevels.recount", every=10, gives_way=2.0)
def recount() -> int:
    """Work out one batch of each recount anew; return how many tickets that were."""
    claimed, done = claim(Recount.objects.all(), limit=1, lease=LEASE), 0
    with given_back(claimed):
        for one in claimed:
            with transaction.atomic():
                done += _go_on(one)
    return done


def _go_on(one: Recount) -> int:
    rows = Ticket.objects.unsolved().filter(pk__gt=one.reached).order_by("pk")
    numbers = list(rows.values_list("pk", flat=True)[:TOGETHER])
    mine = Recount.objects.filter(one.is_mine())
    if not numbers:
        mine.delete()
        return 0
    wind(hold(numbers), quietly=True)
    # What was asked for meanwhile has a row of its own, and begins at the beginning.
    if not mine.update(reached=numbers[-1], lease_until=None, attempts=0):
        raise Recount.DoesNotExist  # its lease ran out: another goes on, and nothing of this stays
    return len(numbers)


@dataclass(frozen=True)
class Foreseen:
    """What would hold if it were saved: of ``looked_at`` tickets that are not done."""

    looked_at: int
    is_all: bool
    tickets: int  # that are promised something
    of_level: int | None  # by the level in question; None: it is about office hours
    late: int  # promises that would be broken by now, and can still be met late
    late_now: int  # as it is now
    within_a_day: int  # promises that would be due within 24 hours
    moved: int  # promises that would be due at another time


def foresee(
    levels: Sequence[ServiceLevel],
    *,
    level: ServiceLevel | None = None,
    hours: Mapping[int, WorkingTime] | None = None,
) -> Foreseen:
    """Return what ``levels``, and ``hours`` in place of the calendars of these ids, would mean for
    the tickets that are not done. Nothing is changed. Some twenty queries."""
    now = second(timezone.now())
    rows = Ticket.objects.genuine().unsolved().order_by("-updated_at", "-number")
    tickets = list(rows.select_related("brand__calendar")[: LOOKED_AT + 1])
    shown = tickets[:LOOKED_AT]
    then = list(standings(shown, levels, now, hours))
    today = list(standings(shown, levels_in_use(), now))
    due = {(ticket.pk, each.target): each.due_at for ticket, _level, each in today if each.is_open}
    open_then = [(ticket.pk, each) for ticket, _level, each in then if each.is_open]
    pk = level.pk if level else None
    return Foreseen(
        looked_at=len(shown),
        is_all=len(tickets) <= LOOKED_AT,
        tickets=len({ticket.pk for ticket, _level, _each in then}),
        of_level=len({ticket.pk for ticket, of, _each in then if of.pk == pk}) if level else None,
        late=_late(each for _pk, each in open_then),
        late_now=_late(each for _ticket, _level, each in today),
        within_a_day=sum(
            each.state == State.RUNNING and each.due_at is not None
            and moment(each.due_at) <= moment(now) + timedelta(days=1)
            for _pk, each in open_then
        ),
        moved=sum(each.due_at != due.get((pk, each.target)) for pk, each in open_then),
    )  # fmt: skip


def _late(standing: Iterable[Standing]) -> int:
    return sum(each.state == State.BREACHED and each.is_open for each in standing)


def with_level(level: ServiceLevel) -> list[ServiceLevel]:
    """Return the levels in use as they would be with ``level``, whether it is there or new."""
    others = [each for each in levels_in_use() if each.pk != level.pk]
    found = [*others, level] if level.is_on else others
    return sorted(found, key=lambda each: (each.place, each.pk or 0))
