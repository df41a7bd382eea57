"""The comparisons that the editor offers, kind by kind, in the order in which people want them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Comparison:
    """``op`` as kind's operator, with "not " before it when it is denied; yes and no of a flag.

    ``takes`` is how its value is put in: "", choices, words, span, day, number.
    """

    op: str
    label: str | Promise
    takes: str = ""


UNITS: dict[str, tuple[str | Promise, int]] = {  # in minutes, the largest last
    "minute": (_("minutes"), 1),
    "hour": (_("hours"), 60),
    "day": (_("days"), 24 * 60),
}
_EMPTY = [
    Comparison("is_empty", _("is empty")),
    Comparison("not is_empty", _("is not empty")),
]
_SAID = [
    Comparison("contains", _("contains"), "words"),
    Comparison("not contains", _("does not contain"), "words"),
    Comparison("contains_any", _("contains one of (with commas)"), "words"),
    Comparison("not contains_any", _("contains none of (with commas)"), "words"),
]
COMPARISONS: dict[str, list[Comparison]] = {
    "choice": [
        Comparison("in", _("is one of"), "choices"),
        Comparison("not in", _("is none of"), "choices"),
        *_EMPTY,
    ],
    "set": [
        Comparison("has_any", _("has one of"), "choices"),
        Comparison("not has_any", _("has none of"), "choices"),
        *_EMPTY,
    ],
    "flag": [
        Comparison("yes", pgettext_lazy("condition", "yes")),
        Comparison("no", pgettext_lazy("condition", "no")),
    ],
    "time": [
        Comparison("within", _("is within the last"), "span"),
        Comparison("older_than", _("is longer ago than"), "span"),
        Comparison("before", _("is before"), "day"),
        Comparison("after", _("is after"), "day"),
        *_EMPTY,
    ],
    "day": [
        Comparison("last_days", _("is within the last days (number)"), "number"),
        Comparison("next_days", _("is within the next days (number)"), "number"),
        Comparison("is", _("is"), "day"),
        Comparison("before", _("is before"), "day"),
        Comparison("after", _("is after"), "day"),
        *_EMPTY,
    ],
    "said": _SAID,
    "text": [
        *_SAID,
        Comparison("is", _("is"), "words"),
        Comparison("not is", _("is not"), "words"),
        Comparison("starts", _("starts with"), "words"),
        Comparison("ends", _("ends with"), "words"),
        *_EMPTY,
    ],
    "number": [
        Comparison("is", _("is"), "number"),
        Comparison("at_least", _("is at least"), "number"),
        Comparison("at_most", _("is at most"), "number"),
        *_EMPTY,
    ],
}
