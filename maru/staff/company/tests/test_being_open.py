from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from maru.staff.company.models import Calendar

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
KOREA = Calendar(name="평일", time_zone="Asia/Seoul", days_off=["2026-11-27"], country="KR")


def seoul(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-26T08:59", False),
        ("2026-11-26T09:00", True),
        ("2026-11-26T17:59:59", True),
        ("2026-11-26T18:00", False),
        ("2026-11-27T10:00", False),  # a day off
        ("2026-11-28T10:00", False),  # Saturday
        ("2026-09-25T10:00", False),  # 추석
        ("2026-08-17T10:00", False),  # the day that stands in for 광복절, a Saturday
        ("2026-08-18T10:00", True),
    ],
)
def test_it_is_open_in_its_hours_and_closed_on_holidays(at: str, is_open: bool) -> None:
    assert KOREA.is_open_at(seoul(at)) is is_open


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-26T10:00", "2026-11-26T10:00"),
        ("2026-11-26T07:00", "2026-11-26T09:00"),
        ("2026-11-26T18:00", "2026-11-30T09:00"),  # a day off and a weekend between
        ("2026-09-23T19:00", "2026-09-28T09:00"),  # 추석 and a weekend
    ],
)
def test_it_says_when_it_opens_next(at: str, opens: str) -> None:
    assert KOREA.next_opening(seoul(at)) == seoul(opens)


def test_a_break_is_closed_and_midnight_is_the_end_of_the_day() -> None:
    night = Calendar(hours={"thu": [["12:00", "13:00"], ["20:00", "24:00"]]})
    assert not night.is_open_at(seoul("2026-11-26T13:30"))
    assert night.is_open_at(seoul("2026-11-26T23:59"))
    assert not night.is_open_at(seoul("2026-11-27T00:00"))


def test_who_never_opens_says_so() -> None:
    assert Calendar(hours={}).next_opening(seoul("2026-11-26T10:00")) is None


def test_summer_time_does_not_move_the_opening() -> None:
    # On 2026-03-08 clocks in New York go from 02:00 to 03:00.
    calendar = Calendar(time_zone="America/New_York", hours={"sun": [["09:00", "17:00"]]})
    before = datetime(2026, 3, 7, 12, tzinfo=NEW_YORK)
    assert calendar.next_opening(before) == datetime(2026, 3, 8, 9, tzinfo=NEW_YORK)
