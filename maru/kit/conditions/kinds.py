"""What a field can be, and how each kind may be compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import questions, values, words
from maru.kit.conditions.asking import Asking

if TYPE_CHECKING:
    from maru.kit.conditions.field import Field


@dataclass(frozen=True)
class Operator:
    """One way to compare. ``holds`` and ``query`` must agree: a property test compares them.

    ``clean`` makes a value out of JSON, or raises BadValue with words.
    """

    label: str | Promise
    clean: Callable[[Any, Field], Any]
    holds: Callable[[Any, Any, Asking], bool]
    query: Callable[[Field, Any, Asking], Q]
    takes_value: bool = True


@dataclass(frozen=True)
class Kind:
    name: str
    operators: Mapping[str, Operator]
    weight: int = 0  # of each word that is looked for: all rows are read for it


def _blank(query: Callable[[Field, Any, Asking], Q]) -> Operator:
    return Operator(
        _("is empty"),
        values.nothing,
        lambda value, _wanted, _asking: value is None or value == "",
        query,
        takes_value=False,
    )


TEXT = Kind(
    "text",
    {
        "is": Operator(_("is"), values.text, words.is_, words.query_is),
        "contains": Operator(_("contains"), values.text, words.contains, words.query_contains),
        "contains_any": Operator(
            _("contains one of"), values.texts, words.contains_any, words.query_contains_any
        ),
        "starts": Operator(_("starts with"), values.text, words.starts, words.query_starts),
        "ends": Operator(_("ends with"), values.text, words.ends, words.query_ends),
        "is_empty": _blank(words.query_is_empty),
    },
    weight=1,
)

CHOICE = Kind(
    "choice",
    {
        "is": Operator(_("is"), values.choice, questions.same, questions.query_same),
        "in": Operator(_("is one of"), values.choices, questions.among, questions.query_among),
        "is_empty": _blank(questions.query_is_blank),
    },
)

FLAG = Kind(
    "flag",
    {
        "is": Operator(
            _("is"),
            values.flag,
            lambda value, wanted, _asking: bool(value) == wanted,
            questions.query_flag,
        )
    },
)

# A flag that each reader has for themselves: it is asked with who asks.
OWN_FLAG = Kind(
    "flag",
    {
        "is": Operator(
            _("is"),
            values.flag,
            lambda value, wanted, asking: bool(value(asking)) == wanted,
            questions.query_own_flag,
        )
    },
)

NUMBER = Kind(
    "number",
    {
        "is": Operator(
            _("is"),
            values.number,
            lambda value, wanted, _asking: value is not None and value == wanted,
            questions.compared("exact"),
        ),
        "at_least": Operator(
            _("is at least"),
            values.number,
            lambda value, wanted, _asking: value is not None and value >= wanted,
            questions.compared("gte"),
        ),
        "at_most": Operator(
            _("is at most"),
            values.number,
            lambda value, wanted, _asking: value is not None and value <= wanted,
            questions.compared("lte"),
        ),
        "is_empty": _blank(questions.query_is_empty),
    },
)

TIME = Kind(
    "time",
    {
        "before": Operator(
            _("is before"),
            values.moment,
            lambda value, wanted, _asking: value is not None and value < wanted,
            questions.compared("lt"),
        ),
        "after": Operator(
            _("is after"),
            values.moment,
            lambda value, wanted, _asking: value is not None and value > wanted,
            questions.compared("gt"),
        ),
        # Minutes, because people wait in minutes; a form may ask for hours and days.
        "older_than": Operator(
            _("is longer ago than"),
            values.minutes,
            lambda value, wanted, asking: (
                value is not None and value < asking.now - timedelta(minutes=wanted)
            ),
            questions.compared("lt", lambda wanted, asking: asking.now - timedelta(minutes=wanted)),
        ),
        "within": Operator(
            _("is within the last"),
            values.minutes,
            lambda value, wanted, asking: (
                value is not None and value >= asking.now - timedelta(minutes=wanted)
            ),
            questions.compared(
                "gte", lambda wanted, asking: asking.now - timedelta(minutes=wanted)
            ),
        ),
        "is_empty": _blank(questions.query_is_empty),
    },
)

# A day without a time. What today is, is told by the clock of whoever asks.
DAY = Kind(
    "day",
    {
        "is": Operator(
            _("is"),
            values.day,
            lambda value, wanted, _asking: value is not None and value == wanted,
            questions.compared("exact"),
        ),
        "before": Operator(
            _("is before"),
            values.day,
            lambda value, wanted, _asking: value is not None and value < wanted,
            questions.compared("lt"),
        ),
        "after": Operator(
            _("is after"),
            values.day,
            lambda value, wanted, _asking: value is not None and value > wanted,
            questions.compared("gt"),
        ),
        "last_days": Operator(
            _("is within the last days, today among them"),
            values.days,
            lambda value, wanted, asking: (
                value is not None and asking.today - timedelta(days=wanted) <= value <= asking.today
            ),
            questions.compared(
                "range",
                lambda wanted, asking: (asking.today - timedelta(days=wanted), asking.today),
            ),
        ),
        "next_days": Operator(
            _("is within the next days, today among them"),
            values.days,
            lambda value, wanted, asking: (
                value is not None and asking.today <= value <= asking.today + timedelta(days=wanted)
            ),
            questions.compared(
                "range",
                lambda wanted, asking: (asking.today, asking.today + timedelta(days=wanted)),
            ),
        ),
        "is_empty": _blank(questions.query_is_empty),
    },
)

SET = Kind(
    "set",
    {
        "has": Operator(_("has"), values.choice, questions.has, questions.query_has),
        "has_any": Operator(
            _("has one of"), values.choices, questions.has_any, questions.query_has_any
        ),
        "is_empty": Operator(
            _("is empty"),
            values.nothing,
            lambda value, _wanted, _asking: not list(value or ()),
            questions.query_has_none,
            takes_value=False,
        ),
    },
)

__all__ = [
    "CHOICE",
    "DAY",
    "FLAG",
    "NUMBER",
    "OWN_FLAG",
    "SET",
    "TEXT",
    "TIME",
    "Kind",
    "Operator",
]
