"""Moments as people say them."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_datetime, format_skeleton, format_time, get_day_names
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .amounts import locale


def exact(moment: datetime) -> str:
    """Return date and time in full, in the reader's time zone."""
    local = timezone.localtime(moment)
    return _exact(local.replace(second=0, microsecond=0, tzinfo=None), locale())


@lru_cache(maxsize=20_000)  # a list shows the same fifty again and again
def _exact(local: datetime, language: str) -> str:
    pattern = "y년 M월 d일 (E) aaaa h:mm" if language == "ko" else "EEE, d MMM y, HH:mm"
    return format_datetime(local, pattern, locale=language)


def _days_between(moment: datetime, now: datetime) -> int:
    return (timezone.localdate(moment) - timezone.localdate(now)).days


def relative(moment: datetime, now: datetime | None = None) -> str:
    """Return "3분 전", "어제", "2시간 후"; beyond six days the date.

    assets/ts/relative-time.ts keeps counting by the same rule.
    """
    now = now or timezone.now()
    seconds = (moment - now).total_seconds()
    minutes, hours = int(abs(seconds) // 60), int(abs(seconds) // 3600)
    past = seconds <= 0
    if minutes < 1:
        return _("just now") if past else _("in a moment")
    if hours < 1:
        return (
            ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes)
            if past
            else ngettext("in %(n)s minute", "in %(n)s minutes", minutes)
        ) % {"n": minutes}
    if abs(seconds) < timedelta(days=1).total_seconds():
        return (
            ngettext("%(n)s hour ago", "%(n)s hours ago", hours)
            if past
            else ngettext("in %(n)s hour", "in %(n)s hours", hours)
        ) % {"n": hours}
    return _by_day(moment, now)


def _by_day(moment: datetime, now: datetime) -> str:
    days = _days_between(moment, now)
    if days == -1:
        return _("yesterday")
    if days == 1:
        return _("tomorrow")
    if abs(days) < 7:
        return (
            ngettext("%(n)s day ago", "%(n)s days ago", -days)
            if days < 0
            else ngettext("in %(n)s day", "in %(n)s days", days)
        ) % {"n": abs(days)}
    return day(moment, now)


def day(moment: datetime, now: datetime | None = None) -> str:
    """Return the date as a list shows it: 11.19., with its year when another."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    if locale() == "ko":
        text = f"{local.month}.{local.day}."
        return text if local.year == today.year else f"{local.year}.{text}"
    skeleton = "MMMd" if local.year == today.year else "yMMMd"
    return format_skeleton(skeleton, local, locale=locale())


def clock(moment: datetime, now: datetime | None = None) -> str:
    """Return the hour today (10:42), "어제" yesterday, else the date: for lists."""
    now = now or timezone.now()
    days = _days_between(moment, now)
    if days == 0:
        return format_time(timezone.localtime(moment), "HH:mm", locale=locale())
    return _("yesterday") if days == -1 else day(moment, now)


def spoken(moment: datetime, now: datetime | None = None) -> str:
    """Return hour and, unless today, the day (어제 오전 9:12): for messages."""
    local = timezone.localtime(moment)
    hour = format_time(local, "aaaa h:mm" if locale() == "ko" else "HH:mm", locale=locale())
    now = now or timezone.now()
    return hour if _days_between(moment, now) == 0 else f"{clock(moment, now)} {hour}"


def day_words(day: date, now: datetime | None = None) -> str:
    """Return a day as a heading: today, yesterday, else its date and weekday."""
    today = timezone.localdate(now)
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return dated(day, today)


def dated(day: date, today: date | None = None) -> str:
    """Return its date and weekday (11월 30일 (월)), with the year when another."""
    today = today or timezone.localdate()
    skeleton = "MMMEd" if day.year == today.year else "yMMMEd"
    return format_skeleton(skeleton, day, locale=locale())


def short_weekdays() -> list[str]:
    """Return the names of the days from Monday, as the head of a narrow column has them (월)."""
    names = get_day_names("abbreviated", locale=locale())
    return [names[day] for day in range(7)]


def lasting(seconds: int) -> str:
    """Return how long something took: "1시간 5분", "12분", "" for nothing."""
    if seconds <= 0:
        return ""
    hours, minutes = divmod(int(seconds) // 60, 60)
    words = []
    if hours:
        words.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if minutes:
        words.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes})
    return " ".join(words) or _("less than a minute")
