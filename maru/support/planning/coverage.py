"""How many people each hour of a week needs, and how many are planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from maru.staff.company.calendar import Calendar
from maru.staff.members.models import Member
from maru.staff.members.roles import POWERS, Power
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.wall_clock import second_of, total, within
from maru.staff.teams.models import Team
from maru.support.planning.demand import DemandKind
from maru.support.planning.erlang import agents_needed, rounded_up
from maru.support.planning.forecast import Forecast
from maru.support.planning.forecasting import calendar_of, free_of
from maru.support.planning.models import Demand, TeamPlan
from maru.support.planning.seasonal import HOURS
from maru.support.planning.spreading import spread

DAY = timedelta(days=1)
A_WEEK = 7 * DAY
HOUR = 3600
WORKING = [role for role, powers in POWERS.items() if Power.CHANGE in powers]
SLACK = 0.25  # of a person, that nobody feels
MUCH = 1.5  # times what is needed, and at least two more: too many


class Missing(StrEnum):
    """Why what is needed is not, or not wholly, known."""

    NOTHING_ON = "nothing_on"  # nothing is planned for
    HISTORY = "history"  # too little to foretell tickets
    NOT_YET = "not_yet"  # the worker has not looked yet
    BRANDS = "brands"  # of some brands the reader does not see
    ARRIVALS = "arrivals"  # of calls or chats nobody said how many come
    TOO_MUCH = "too_much"  # so many come that no team could


@dataclass(frozen=True)
class Cell:
    """One hour of one day. ``planned``: people on the average of the hour, without breaks and
    absences; ``needed``: heads; ``arrivals`` by kind of work."""

    day: int  # 0..6
    hour: int
    planned: float
    needed: int
    work: float  # people's hours, before they are rounded up
    arrivals: dict[str, float]

    @property
    def gap(self) -> float:
        """How many more are planned than needed; below 0 so many are missing."""
        return round(self.planned - self.needed, 1)

    @property
    def state(self) -> str:
        """ "", short, fits or over."""
        if not self.needed and not self.planned:
            return ""
        if self.planned < self.needed - SLACK:
            return "short"
        too_many = self.planned >= max(self.needed + 2, MUCH * self.needed)
        return "over" if too_many else "fits"


@dataclass(frozen=True)
class Coverage:
    """The hours of a week, by the clocks of the company."""

    team: Team
    monday: date
    zone: str
    cells: list[Cell]  # from Monday, 0 o'clock
    missing: list[Missing]
    people: int  # who can have work in the team
    unplanned: int  # of them without shifts in this week: they are not counted

    def at(self, day: int, hour: int) -> Cell:
        return self.cells[day * 24 + hour]

    @property
    def hours(self) -> list[int]:
        """Return the hours of a day in which anybody is needed or planned."""
        used = {cell.hour for cell in self.cells if cell.state}
        return list(range(min(used), max(used) + 1)) if used else []

    @property
    def short(self) -> float:
        """How many hours of people are missing in all."""
        return round(sum(-cell.gap for cell in self.cells if cell.state == "short"), 1)

    @property
    def over(self) -> float:
        return round(sum(cell.gap for cell in self.cells if cell.state == "over"), 1)

    @property
    def worst(self) -> list[Cell]:
        """The hours that are missing most, the worst first."""
        short = [cell for cell in self.cells if cell.state == "short"]
        return sorted(short, key=lambda cell: (cell.gap, cell.day, cell.hour))[:5]


def coverage_of(team: Team, monday: date, reader: Member, *, zone: str) -> Coverage:
    """Return the week from ``monday``. Some ten queries; nothing is learnt here."""
    plan = TeamPlan.objects.filter(team=team).first() or TeamPlan(team=team)
    demands = list(Demand.objects.filter(plan=plan, is_on=True)) if plan.pk else []
    calendar = calendar_of(team)
    needs = _Needs(team, monday, reader, zone, calendar)
    by_kind = {str(demand.kind): needs.of(demand) for demand in demands}
    if not demands:
        needs.missing.append(Missing.NOTHING_ON)
    there = 1 - plan.shrinkage / 100
    members = Member.objects.active().filter(teams=team, role__in=WORKING)
    keys = list(members.values_list("pk", flat=True))
    planned, unplanned = _planned(keys, monday, zone)
    cells = []
    for hour in range(HOURS):
        work = sum(heads[hour] for heads, _come in by_kind.values()) / there
        come = {kind: round(come[hour], 2) for kind, (_heads, come) in by_kind.items()}
        cells.append(
            Cell(hour // 24, hour % 24, planned[hour], rounded_up(work), round(work, 2), come)
        )
    return Coverage(
        team, monday, zone, cells, list(dict.fromkeys(needs.missing)), len(keys), unplanned
    )


class _Needs:
    """What is asked of one week: for each kind of work heads, and arrivals, of each hour."""

    def __init__(
        self, team: Team, monday: date, reader: Member, zone: str, calendar: Calendar | None
    ) -> None:
        self.team, self.monday, self.reader, self.zone = team, monday, reader, zone
        self.calendar, self.is_free = calendar, free_of(calendar)
        self.missing: list[Missing] = []

    def of(self, demand: Demand) -> tuple[list[float], list[float]]:
        if demand.kind == DemandKind.TICKET:
            return self._tickets(demand)
        return self._at_once(demand)

    def _tickets(self, demand: Demand) -> tuple[list[float], list[float]]:
        """People's hours: arrivals times handling time, over how busy people are at most, done
        while it is open. What came in the week before and is done in this one counts, what is done
        in the next one does not."""
        before, this, after = (self.monday + n * A_WEEK for n in (-1, 0, 1))
        come = [*self._arrivals(demand, before), *self._arrivals(demand, this), *[0.0] * HOURS]
        work = [each * demand.handling_seconds / HOUR / demand.goal.occupancy for each in come]
        is_open = [*self._open(before), *self._open(this), *self._open(after)]
        done = spread(work, is_open, max(1.0, demand.answer_seconds / HOUR))
        return done[HOURS : 2 * HOURS], come[HOURS : 2 * HOURS]

    def _at_once(self, demand: Demand) -> tuple[list[float], list[float]]:
        """Heads, by Erlang C; nobody on the days on which it is closed all day."""
        if not demand.is_given:
            self.missing.append(Missing.ARRIVALS)
        come = self._arrivals(demand, self.monday)
        heads = []
        for each in come:
            try:
                heads.append(
                    float(
                        agents_needed(
                            each, demand.handling_seconds, demand.goal, at_once=demand.at_once
                        )
                    )
                )
            except OverflowError:
                self.missing.append(Missing.TOO_MUCH)
                heads.append(0.0)
        return heads, come

    def _arrivals(self, demand: Demand, monday: date) -> list[float]:
        free = [self.is_free(monday + n * DAY) for n in range(7)]
        if demand.is_given:
            return [
                0.0 if free[hour // 24] and demand.kind != DemandKind.TICKET else float(each)
                for hour, each in enumerate(demand.given)
            ]
        if demand.kind != DemandKind.TICKET:
            return [0.0] * HOURS
        weeks = [each.week(monday, free) for each in self._forecasts]
        return [sum(hour) for hour in zip(*weeks, strict=True)] if weeks else [0.0] * HOURS

    @cached_property
    def _forecasts(self) -> list[Forecast]:
        """Return that of the whole team, or those of the brands that the reader sees."""
        rows = Forecast.objects.filter(team=self.team)
        seen = rows.visible_to(self.reader)
        if whole := seen.filter(scope="all").first():
            if not whole.is_enough:
                self.missing.append(Missing.HISTORY)
            return [whole]
        if not rows.exists():
            self.missing.append(Missing.NOT_YET)
            return []
        self.missing.append(Missing.BRANDS)
        return list(seen.filter(scope__startswith="brand "))

    def _open(self, monday: date) -> list[float]:
        """Return which part of each hour it is open."""
        if self.calendar is None:
            return [1.0] * HOURS
        hours = self.calendar.working_time
        return [
            hours.seconds_between(_moment(begin), _moment(end)) / HOUR if begin < end else 0.0
            for begin, end in hours_of(monday, self.zone)
        ]


def hours_of(monday: date, zone: str) -> Iterator[tuple[int, int]]:
    """Return the seconds since 1970 in which each hour of the clocks there begins and ends: one
    that summer time leaves out is empty, one that comes twice has two hours."""
    for n in range(7):
        for hour in range(24):
            yield tuple(second_of(monday + n * DAY, 60 * at, zone) for at in (hour, hour + 1))  # type: ignore[misc]


def _planned(members: Sequence[int], monday: date, zone: str) -> tuple[list[float], int]:
    """Return the people of each hour, and how many have no shifts in this week. Four queries."""
    roster = Roster(members, monday, monday + 6 * DAY)
    hours = list(hours_of(monday, zone))
    begin, end = hours[0][0], hours[-1][1]
    unplanned = sum(not any(day.is_planned for day in roster.of(pk)) for pk in members)
    spans = [span for pk in members for span in roster.there(pk, begin, end)]
    planned = []
    for first, last in hours:
        seconds = total(within(spans, first, last))
        planned.append(round(seconds / (last - first), 2) if first < last else 0.0)
    return planned, unplanned


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
