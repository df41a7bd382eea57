"""Cleaning the value of a test: what JSON brought becomes what the operator compares with."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from maru.kit.conditions.asking import ME

if TYPE_CHECKING:
    from maru.kit.conditions.field import Field

LENGTH = 500  # characters of one word
MANY = 100  # values of one test
GREATEST = 2**53  # what JSON's numbers hold exactly everywhere
EARLIEST, LATEST = 1900, 9000  # years: no time zone carries them over the calendar's end
MOST_DAYS = 10 * 366
LONGEST = 10 * 366 * 24 * 60  # minutes: ten years


class BadValue(ValueError):
    """What is given cannot be compared with; the message says why, in the user's language."""


def nothing(value: Any, _field: Field) -> None:
    if value is not None:
        raise BadValue(_("No value is needed here."))


def text(value: Any, _field: Field) -> str:
    """Return a word in normal form. An empty one would hold for everything: refused."""
    if not isinstance(value, str) or not value.strip():
        raise BadValue(_("Write at least one character."))
    if len(value) > LENGTH:
        raise BadValue(_("At most %(count)d characters.") % {"count": LENGTH})
    if not _is_storable(value):
        raise BadValue(_("This character cannot be searched for."))
    return unicodedata.normalize("NFC", value)


def texts(value: Any, field: Field) -> tuple[str, ...]:
    return tuple(text(one, field) for one in _list(value))


def choice(value: Any, field: Field) -> str | int:
    """Return one of the field's values, or ME. Choices that are gone are refused, too."""
    if field.is_person and value == ME:
        return ME
    if not isinstance(value, field.of) or isinstance(value, bool):
        raise BadValue(_("Choose one of the values."))
    if isinstance(value, str) and (len(value) > LENGTH or not _is_storable(value)):
        raise BadValue(_("Choose one of the values."))
    if isinstance(value, int) and abs(value) > GREATEST:
        raise BadValue(_("Choose one of the values."))
    if isinstance(value, str) and field.spelled is not None:
        value = field.spelled(value)
    if field.choices is not None and value not in {key for key, _label in field.choices()}:
        raise BadValue(_("Choose one of the values."))
    found: str | int = value
    return found


def choices(value: Any, field: Field) -> tuple[str | int, ...]:
    return tuple(choice(one, field) for one in _list(value))


def flag(value: Any, _field: Field) -> bool:
    if not isinstance(value, bool):
        raise BadValue(_("Yes or no is needed here."))
    return value


def number(value: Any, _field: Field) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > GREATEST:
        raise BadValue(_("A whole number is needed here."))
    return value


def minutes(value: Any, _field: Field) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LONGEST:
        raise BadValue(_("A number of minutes is needed here, ten years at most."))
    return value


def moment(value: Any, _field: Field) -> datetime:
    """Return an aware time from ISO 8601; without an offset it is in the current time zone."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:  # well written, but no such day
        found = None
    if found is None:
        raise BadValue(_("A date and time is needed here."))
    if not EARLIEST <= found.year <= LATEST:
        raise BadValue(_("A date and time is needed here."))
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def day(value: Any, _field: Field) -> date:
    """Return a day from ISO 8601."""
    try:
        found = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise BadValue(_("A day is needed here."))
    return found


def days(value: Any, _field: Field) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS:
        raise BadValue(_("A number of days is needed here, ten years at most."))
    return value


def _is_storable(text: str) -> bool:
    # No database keeps a NUL; half a surrogate pair is no text at all.
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise BadValue(_("Choose at least one value."))
    if len(value) > MANY:
        raise BadValue(_("At most %(count)d values.") % {"count": MANY})
    return value
