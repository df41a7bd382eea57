"""When a timer looks: so long after or before a moment of a ticket, or again and again.

As JSON: {"after": 4320, "of": "replied"}, {"before": 60, "of": "snoozed_until"} in minutes, or
{"every": "day", "at": "09:00"}, {"every": "week", "weekday": 0, ...}, {"every": "month", "day": 1,
...} in the company's time zone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.staff.company.models import Company
from maru.support.automation.moments import moments
from maru.support.automation.when import BadWhen

LONGEST = 366 * 24 * 60  # minutes
EVERY = ("day", "week", "month")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def read_at(given: Any) -> dict[str, Any]:
    """Return what is kept of it. Raises BadWhen."""
    if not isinstance(given, Mapping):
        raise BadWhen(_("Say when it is done."))
    if "every" in given:
        return _read_every(given)
    side = "before" if "before" in given else "after"
    span, moment = given.get(side), moments().get(str(given.get("of")))
    if moment is None:
        raise BadWhen(_("There is no such moment of a ticket."))
    if isinstance(span, bool) or not isinstance(span, int) or not 1 <= span <= LONGEST:
        raise BadWhen(_("Say after how long: at least a minute, a year at most."))
    if side == "before" and not moment.may_come:
        raise BadWhen(_("Before that nobody knows when it will be."))
    return {side: span, "of": moment.name}


def _read_every(given: Mapping[str, Any]) -> dict[str, Any]:
    every, clock = given.get("every"), given.get("at")
    if every not in EVERY or not isinstance(clock, str) or not _CLOCK.fullmatch(clock):
        raise BadWhen(_("Say at what time: as 09:00."))
    kept: dict[str, Any] = {"every": every, "at": clock}
    for name, part, most in (("weekday", "week", 6), ("day", "month", 31)):
        if every == part:
            number = given.get(name)
            low = 0 if name == "weekday" else 1
            if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= most:
                raise BadWhen(_("Say on which day."))
            kept[name] = number
    return kept


def next_time(when: Mapping[str, Any], after: datetime) -> datetime:
    """Return when it is the next time, later than ``after``. A day that a month does not have is
    its last one; an hour that is left out in spring comes as soon as there is one."""
    company = Company.here()
    zone = ZoneInfo(company.time_zone if company else "UTC")
    hour, minute = map(int, when["at"].split(":"))
    day = after.astimezone(zone).date()
    for ahead in range(63):
        one = day + timedelta(days=ahead)
        last = calendar.monthrange(one.year, one.month)[1]
        is_day = {
            "day": True,
            "week": one.weekday() == when.get("weekday"),
            "month": one.day == min(when.get("day", 1), last),
        }[when["every"]]
        at = datetime(one.year, one.month, one.day, hour, minute, tzinfo=zone)
        if is_day and at > after:
            return at
    raise ValueError("no such day")


def at_in_words(when: Mapping[str, Any]) -> str:
    if "every" in when:
        at = {"time": when["at"]}
        if when["every"] == "week":
            day = WEEKDAYS[when["weekday"]]
            return _("every week on %(day)s at %(time)s") % {**at, "day": day}
        if when["every"] == "month":
            return _("every month on day %(day)s at %(time)s") % {**at, "day": when["day"]}
        return _("every day at %(time)s") % at
    side = "before" if "before" in when else "after"
    moment = moments().get(when["of"])
    words = {"span": _span(when[side]), "what": moment.label if moment else when["of"]}
    if side == "before":
        return _("%(span)s before %(what)s") % words
    return _("%(span)s after %(what)s") % words


def _span(minutes: int) -> str:
    if minutes % (24 * 60) == 0:
        return ngettext("%(num)s day", "%(num)s days", minutes // 1440) % {"num": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60) % {"num": minutes // 60}
    return ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
