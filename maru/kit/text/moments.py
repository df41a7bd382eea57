"""A moment to come in the words of people, Korean or English: "3시간 뒤", "내일 오후 2시",
"다음 주 월요일 아침", "12/24 14:30", "in 2 days", "next monday 9am"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

Opening = Callable[[date], time]  # when one's day begins, on that day

MORNING, NOON, EVENING, NIGHT = time(9), time(12), time(18), time(21)

_NUMBERS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "a": 1, "an": 1, "one": 1,
            "two": 2, "three": 3, "half": 0.5, "반": 0.5}  # fmt: skip
_COUNTED = {
    "하루": "1일", "이틀": "2일", "사흘": "3일", "나흘": "4일", "열흘": "10일", "보름": "15일",
    "일주일": "1주",
}  # fmt: skip
_UNITS = [
    (("분", "minute", "minutes", "min", "mins"), timedelta(minutes=1)),
    (("시간", "hour", "hours", "h"), timedelta(hours=1)),
    (("일", "day", "days"), timedelta(days=1)),
    (("주", "주일", "week", "weeks"), timedelta(weeks=1)),
]
_UNIT = {word: length for words, length in _UNITS for word in words}
_IN_KOREAN = re.compile(
    r"(\d+|한|두|세|네|다섯|여섯|반)\s*(분|시간|일|주일|주)(\s*반)?\s*(?:뒤|후|있다가|이따가)(?:에)?"
)
_IN_ENGLISH = re.compile(
    r"in\s+(\d+|an?|one|two|three|half\s+an|half)\s*"
    r"(minutes?|mins?|hours?|h|days?|weeks?)\b"
)
_DAYS = {"오늘": 0, "내일": 1, "모레": 2, "글피": 3, "today": 0, "tonight": 0, "tomorrow": 1}
_WEEKDAYS = {
    word: place
    for place, words in enumerate(
        [
            "월요일 monday mon",
            "화요일 tuesday tue",
            "수요일 wednesday wed",
            "목요일 thursday thu",
            "금요일 friday fri",
            "토요일 saturday sat",
            "일요일 sunday sun",
        ]
    )
    for word in words.split()
}
_NEXT_WEEK = re.compile(r"다음\s*주|next\s+week|next(?=\s+[a-z]+day\b)")
_WEEKDAY = re.compile(
    r"[월화수목금토일]요일|\b(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b"
)
_FULL = re.compile(r"(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})\.?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*월\s*(\d{1,2})\s*일|(?<![\d:])(\d{1,2})/(\d{1,2})(?![\d:])")
_HALF = r"(오전|오후|아침|새벽|낮|저녁|밤)?\s*"
_CLOCK = re.compile(_HALF + r"(\d{1,2})\s*시(?:\s*(\d{1,2})\s*분|\s*(반))?(?:에|까지)?")
_COLON = re.compile(_HALF + r"(?:at\s+)?(\d{1,2}):(\d{2})\s*(am|pm)?")
_AM_PM = re.compile(r"(?:at\s+)?(\d{1,2})\s*(am|pm)\b")
_PARTS = {
    "아침": None, "오전": None, "morning": None, "정오": NOON, "점심": NOON, "noon": NOON,
    "오후": time(14), "afternoon": time(14), "저녁": EVENING, "evening": EVENING,
    "tonight": NIGHT, "밤": NIGHT, "night": NIGHT,
}  # fmt: skip
_AFTER_NOON = {"오후", "낮", "저녁", "밤", "pm"}
_IGNORED = re.compile(r"까지|에|on\b|at\b|the\b|in\b|this\b|이번\s*주|[\s,.]")
LONGEST = 60  # characters


def moment_in(text: str, now: datetime, *, opens: Opening = lambda day: MORNING) -> datetime | None:
    """Return the moment after ``now`` (aware, where the reader is) that ``text`` means.

    A day without an hour is its opening, as ``opens`` says; an hour without a day is the next
    time that it strikes. None for what is not understood, whole, and for what lies behind.
    """
    if len(text) > LONGEST:
        return None
    rest = " ".join(text.lower().split())
    for word, meant in _COUNTED.items():
        rest = rest.replace(word, meant)
    try:
        return _meant(rest, now, opens)
    except ValueError:  # a date or an hour that no calendar and no clock shows
        return None


def _meant(rest: str, now: datetime, opens: Opening) -> datetime | None:
    for pattern in (_IN_KOREAN, _IN_ENGLISH):
        if found := pattern.search(rest):
            return _later(found, rest, now, opens)
    day, rest = _day_in(rest, now.date())
    hour, rest = _hour_in(rest)
    if _IGNORED.sub("", rest) or (day is None and hour is None):
        return None
    if day is None:
        meant = _at(now.date(), hour, now, opens)
        return meant if meant > now else _at(now.date() + timedelta(days=1), hour, now, opens)
    meant = _at(day, hour, now, opens)
    return meant if meant > now else None


# A part of the day whose hour depends on when it begins.
_OPENING = "opening"
Hour = time | str | None


def _later(found: re.Match[str], rest: str, now: datetime, opens: Opening) -> datetime | None:
    number, unit = found[1].split()[0], _UNIT[found[2]]
    many = float(_NUMBERS.get(number, 0) or number)
    if found.re is _IN_KOREAN and found[3]:
        many += 0.5
    hour, left = _hour_in(rest[: found.start()] + " " + rest[found.end() :])
    if _IGNORED.sub("", left) or not many or many * unit > timedelta(days=3660):
        return None
    meant = now + many * unit
    # "3일 뒤 오후 2시": a day, and the hour that is said.
    return _at(meant.date(), hour, now, opens) if hour and unit >= timedelta(days=1) else meant


def _at(day: date, hour: Hour, now: datetime, opens: Opening) -> datetime:
    clock = hour if isinstance(hour, time) else opens(day)
    return datetime.combine(day, clock, now.tzinfo)


def _day_in(text: str, today: date) -> tuple[date | None, str]:
    if found := _FULL.search(text):
        return date(int(found[1]), int(found[2]), int(found[3])), _without(text, found)
    if found := _MONTH_DAY.search(text):
        month, number = (int(each) for each in found.groups() if each)
        this = date(today.year, month, number)
        return this.replace(year=today.year + (this < today)), _without(text, found)
    for word, ahead in _DAYS.items():
        if word in text:
            left = text if word == "tonight" else text.replace(word, " ", 1)
            return today + timedelta(days=ahead), left
    return _weekday_in(text, today)


def _weekday_in(text: str, today: date) -> tuple[date | None, str]:
    week = _NEXT_WEEK.search(text)
    rest = _without(text, week) if week else text
    found = _WEEKDAY.search(rest)
    monday = today - timedelta(days=today.weekday())
    if found is None:
        return (monday + timedelta(weeks=1), rest) if week else (None, text)
    place = next(n for word, n in _WEEKDAYS.items() if word.startswith(found[0][:3]))
    rest = _without(rest, found)
    if week:
        return monday + timedelta(weeks=1, days=place), rest
    return today + timedelta(days=(place - today.weekday() - 1) % 7 + 1), rest


def _hour_in(text: str) -> tuple[Hour, str]:
    if found := _COLON.search(text):
        half = found[1] or found[4] or ""
        return _clock(int(found[2]), int(found[3]), half), _without(text, found)
    if found := _CLOCK.search(text):
        minute = 30 if found[4] else int(found[3] or 0)
        return _clock(int(found[2]), minute, found[1] or ""), _without(text, found)
    if found := _AM_PM.search(text):
        return _clock(int(found[1]), 0, found[2]), _without(text, found)
    for word, clock in _PARTS.items():
        if word in text:
            return clock or _OPENING, text.replace(word, " ", 1)
    return None, text


def _clock(hour: int, minute: int, half: str) -> Hour:
    """Return the time of day. Raises ValueError for one that no clock shows."""
    if half in _AFTER_NOON and hour < 12:
        hour += 12
    if half in {"오전", "아침", "새벽", "am"} and hour == 12:
        hour = 0
    # Without a word for the half of the day 1 to 7 are hours of the afternoon: people work then.
    if not half and 1 <= hour <= 7:
        hour += 12
    return time(hour, minute)


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]
