"""When things happened: so much working time ago, as the demo's office keeps its hours."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
OPENS, CLOSES = time(9), time(18)
A_DAY = timedelta(hours=9)
# The newest working hours, which are told up to this minute even on a Sunday, at double pace.
NEWEST = timedelta(hours=6)
# Holidays that fall on the same date every year.
HOLIDAYS = [(1, 1), (3, 1), (5, 5), (6, 6), (8, 15), (10, 3), (10, 9), (12, 25)]

_UNITS = {"d": A_DAY, "h": timedelta(hours=1), "m": timedelta(minutes=1)}


def span(words: str) -> timedelta:
    """Read "3d 2h 20m" as working time; a day has nine hours. Raises ValueError."""
    if not re.fullmatch(r"\d+[dhm]( \d+[dhm])*", words):
        raise ValueError(f"{words!r} is no span of time like '3d 2h 20m'")
    parts = [_UNITS[part[-1]] * int(part[:-1]) for part in words.split()]
    return sum(parts, timedelta(0))


def days_off(around: date) -> list[date]:
    """Return the holidays of the year of ``around`` and of its neighbours."""
    years = range(around.year - 1, around.year + 2)
    return [date(year, month, day) for year in years for month, day in HOLIDAYS]


def working_time_ago(amount: timedelta, now: datetime) -> datetime:
    """Return the moment in office hours after which ``amount`` of working time has passed."""
    moment = now.astimezone(SEOUL)
    closed = set(days_off(moment.date()))
    while True:
        opening, closing = (datetime.combine(moment, t, SEOUL) for t in (OPENS, CLOSES))
        is_open_day = moment.weekday() < 5 and moment.date() not in closed
        worked = min(moment, closing) - opening
        if is_open_day and worked > timedelta(0):
            if amount < worked:
                return min(moment, closing) - amount
            amount -= worked
        moment = datetime.combine(moment - timedelta(days=1), time.max, SEOUL)


def moment_ago(amount: timedelta, now: datetime) -> datetime:
    """Return when something happened that is ``amount`` of working time old.

    What is newest happened in the last hours before ``now``, at any hour of any
    day, so that whoever opens the demo finds people at work; what is older
    keeps office hours.
    """
    if amount < NEWEST:
        return (now - amount / 2).astimezone(SEOUL)
    return working_time_ago(amount - NEWEST, now - NEWEST / 2)


def evening_before(moment: datetime) -> datetime:
    """Return a moment in the evening before: customers write when they are at home."""
    minute = (moment.hour * 7 + moment.minute) % 60
    return datetime.combine(moment - timedelta(days=1), time(21, minute), SEOUL)
