"""Why a calendar is closed on a day, by name."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maru.staff.company.calendar import Calendar


def day_off_name(calendar: Calendar, day: date) -> str:
    """Return what the day off is called, in the reader's language where the library has it; ""
    where ``calendar`` is not closed by a closure or a public holiday."""
    for closure in calendar.closures:
        if closure.holds(day):
            return closure.name or _("day off")
    return _names(calendar.country, day.year, (get_language() or "en")[:2]).get(day, "")


@lru_cache(maxsize=256)
def _names(country: str, year: int, language: str) -> dict[date, str]:
    try:
        known = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return {}
    like = [name for name in known.supported_languages if name.startswith(language)]
    if like:
        known = holidays.country_holidays(country, years=year, language=like[0])
    return dict(known.items())
