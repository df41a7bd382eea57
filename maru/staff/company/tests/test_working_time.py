"""Working time against a slow, plain oracle: a second is open if the wall clock says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maru.staff.company.calendar import WEEKDAYS, Calendar
from maru.staff.company.working_time import _year, moment, second

ZONES = ["Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]
# Days around which clocks are changed there, and a Korean holiday with its substitute.
DAYS = [date(2026, 3, 7), date(2026, 3, 28), date(2026, 10, 3), date(2026, 10, 31),
        date(2026, 8, 14), date(2026, 12, 30)]  # fmt: skip
clocks = st.integers(0, 96).map(lambda quarter: quarter * 15)


@st.composite
def calendars(draw):
    hours = {}
    for day in draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1)):
        ends = sorted(draw(st.sets(clocks, min_size=2, max_size=6)))
        hours[day] = [
            [f"{a // 60:02}:{a % 60:02}", f"{b // 60:02}:{b % 60:02}"]
            for a, b in zip(ends[::2], ends[1::2], strict=False)
        ]
    begin = draw(st.sampled_from(DAYS))
    shut = second(datetime(begin.year, begin.month, begin.day, 5, 3, 2, tzinfo=UTC))
    return Calendar(
        time_zone=draw(st.sampled_from(ZONES)), hours=hours,
        days_off=draw(st.sampled_from([[], [f"{begin + timedelta(days=1)}"]])),
        country=draw(st.sampled_from(["", "KR"])),
        shut=draw(st.sampled_from([[], [[shut, shut + 7_777]]])),
    ), begin  # fmt: skip


def is_open(calendar: Calendar, at: int) -> bool:
    """The oracle: look at the wall."""
    wall = moment(at).astimezone(ZoneInfo(calendar.time_zone))
    if calendar.is_day_off(wall.date()) or any(a <= at < b for a, b in calendar.shut):
        return False
    minute = wall.hour * 60 + wall.minute
    return any(
        int(a[:2]) * 60 + int(a[3:]) <= minute < int(b[:2]) * 60 + int(b[3:])
        for a, b in calendar.hours.get(WEEKDAYS[wall.weekday()], [])
    )


@given(calendars(), st.integers(0, 2 * 86_400), st.integers(0, 86_400), st.integers(1, 30_000))
@settings(max_examples=15, deadline=None)
def test_it_counts_what_the_wall_clock_counts(made, offset, length, wanted):
    calendar, begin = made
    start = second(datetime(begin.year, begin.month, begin.day, tzinfo=UTC)) + offset
    hours = calendar.working_time
    counted = sum(is_open(calendar, at) for at in range(start, start + length))
    assert hours.seconds_between(moment(start), moment(start + length)) == counted
    assert hours.is_open_at(moment(start)) is is_open(calendar, start)
    if due := hours.after(moment(start), wanted):
        assert hours.seconds_between(moment(start), due) == wanted
        assert is_open(calendar, second(due) - 1)


def test_an_hour_that_does_not_exist_is_not_open_and_one_that_comes_twice_is_open_twice():
    sunday = {"sun": [["00:00", "06:00"]]}
    calendar = Calendar(time_zone="America/New_York", hours=sunday)
    for day, open_for in [(date(2026, 3, 8), 5), (date(2026, 11, 1), 7), (date(2026, 6, 7), 6)]:
        start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("America/New_York"))
        seconds = calendar.working_time.seconds_between(start, start + timedelta(days=1))
        assert seconds == open_for * 3600


def test_what_begins_in_the_hour_that_is_left_out_begins_after_it():
    zone = ZoneInfo("Europe/Berlin")
    calendar = Calendar(time_zone="Europe/Berlin", hours={"sun": [["02:30", "08:00"]]})
    opens = calendar.next_opening(datetime(2026, 3, 28, tzinfo=zone))
    assert opens == datetime(2026, 3, 29, 3, tzinfo=zone)


def test_it_counts_over_new_year():
    calendar = Calendar(country="KR")
    start, end = datetime(2026, 12, 31, 8, tzinfo=UTC), datetime(2027, 1, 4, 1, tzinfo=UTC)
    assert calendar.working_time.seconds_between(start, end) == 2 * 3600  # 17-18 and 9-10 in Seoul
    assert calendar.working_time.after(start, 2 * 3600) == end


def test_many_years_ahead_there_is_an_answer_or_none():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert Calendar(hours={}).working_time.after(start, 1) is None
    assert Calendar().working_time.after(start, 3_600 * 9 * 260 * 5).year in (2030, 2031)


@pytest.mark.parametrize("end", ["2026-01-01", "2025-12-31"])
def test_backwards_nothing_passes(end):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    until = datetime.fromisoformat(end).replace(tzinfo=UTC)
    assert Calendar().working_time.seconds_between(start, until) == 0


def test_a_year_is_worked_out_once():
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    Calendar(country="KR").working_time.seconds_between(start, end)
    before = _year.cache_info().misses
    Calendar(country="KR").working_time.seconds_between(start, end)
    assert _year.cache_info().misses == before
