"""Until which day, in words."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.ui.times import day as short_day


def day_words(day: date) -> str:
    """Return "today", "tomorrow" or the date, for the reader."""
    ahead = (day - timezone.localdate()).days
    named = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    noon = datetime.combine(day, time(12), timezone.get_current_timezone())
    return named.get(ahead) or short_day(noon)


def due_words(day: date) -> str:
    return _("by %(day)s") % {"day": day_words(day)}
