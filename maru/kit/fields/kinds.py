"""What a custom field can be: how an answer is read, kept, said to people and to programs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from maru.kit.fields import patterns
from maru.kit.fields.field import CustomField
from maru.kit.fields.noun import Pointing, pointings
from maru.kit.fields.value import LENGTH

SCALE = 10_000  # a number is kept in ten-thousandths
MOST_DECIMALS = 4
LARGEST = 10**12  # exclusive; with its decimals every database and JSON hold it exactly
MOST_CHOSEN = 50


class Unfit(ValueError):
    """An answer that the field cannot hold; says why in a sentence for people."""


class Kind:
    """``column`` of Value is where it is kept. An answer is None where there is none."""

    key: str
    label: str | Promise
    about: str | Promise
    column: str
    is_many = False
    has_choices = False
    is_text = False  # its words are searched

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> Any:
        """Return the answer that JSON, or words of a form, give for ``field`` of ``row``.

        Raises Unfit. ``by``: who says so; they can name only what they see.
        """
        raise NotImplementedError

    def plain(self, value: Any, field: CustomField) -> Any:
        """Return ``value`` as JSON has it; ``read`` takes it back."""
        return value

    def typed(self, value: Any, field: CustomField) -> str:
        """Return what stands in an input for ``value``; ``read`` takes it back."""
        return str(self.plain(value, field))

    def said(self, value: Any, field: CustomField, names: Mapping[int, str] = {}) -> str:
        """Return ``value`` in words. ``names``: of what it points to."""
        return str(value)


class Text(Kind):
    key, label = "text", gettext_lazy("Text")
    about = gettext_lazy("A line of words.")
    column = "text"
    is_text = True

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> str | None:
        if given is None:
            return None
        if not isinstance(given, str):
            raise Unfit(_("Words are needed here."))
        text = " ".join(unicodedata.normalize("NFC", given).split())
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Unfit(_("This holds a character that cannot be stored."))
        if len(text) > LENGTH:
            raise Unfit(_("At most %(count)d characters.") % {"count": LENGTH})
        return text or None


class Pattern(Text):
    key, label = "pattern", gettext_lazy("Text in a pattern")
    about = gettext_lazy("Words that must look as a pattern says, such as an order number.")

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> str | None:
        text = super().read(given, field, row, by)
        if text is not None and not patterns.fits(field.pattern, text):
            told = _("This does not look as it should: %(help)s") % {"help": field.help}
            plain = _("This does not fit the pattern %(pattern)s.") % {"pattern": field.pattern}
            raise Unfit(told if field.help else plain)
        return text


class Number(Kind):
    key, label = "number", pgettext_lazy("kind of field", "Number")
    about = gettext_lazy("An amount, with a unit and decimals if need be.")
    column = "number"

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> int | None:
        """Return ten-thousandths."""
        if given is None or given == "":
            return None
        scaled = scaled_number(given)
        if scaled is None:
            raise Unfit(_("A number is needed here."))
        if scaled % 10 ** (MOST_DECIMALS - field.decimals):
            raise Unfit(
                _("At most %(count)d decimal places.") % {"count": field.decimals}
                if field.decimals
                else _("A whole number is needed here.")
            )
        return scaled

    def plain(self, value: Any, field: CustomField) -> Any:
        return value // SCALE if not field.decimals else float(Decimal(value) / SCALE)

    def typed(self, value: Any, field: CustomField) -> str:
        return f"{Decimal(value) / SCALE:.{field.decimals}f}"

    def said(self, value: Any, field: CustomField, names: Mapping[int, str] = {}) -> str:
        number = f"{Decimal(value) / SCALE:,.{field.decimals}f}"
        if not field.unit:
            return number
        return f"{number}{field.unit}" if field.unit[0] >= "가" else f"{number} {field.unit}"


class Day(Kind):
    key, label = "date", gettext_lazy("Date")
    about = gettext_lazy("A day.")
    column = "day"

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> date | None:
        if given is None or given == "":
            return None
        try:
            found = parse_date(given) if isinstance(given, str) else None
        except ValueError:  # well written, but no such day
            found = None
        if found is None or not 1900 <= found.year <= 9000:
            raise Unfit(_("A day is needed here, such as 2026-01-31."))
        return found

    def plain(self, value: Any, field: CustomField) -> str:
        day: date = value.date() if isinstance(value, datetime) else value
        return day.isoformat()

    def said(self, value: Any, field: CustomField, names: Mapping[int, str] = {}) -> str:
        return date_format(value, "DATE_FORMAT")


class Checkbox(Kind):
    """Kept where it is ticked alone: no is the same as nothing said."""

    key, label = "checkbox", gettext_lazy("Checkbox")
    about = gettext_lazy("Yes or no.")
    column = "number"

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> int | None:
        if given is None or given is False or given == "":
            return None
        if given is True or given == "on":
            return 1
        raise Unfit(_("Yes or no is needed here."))

    def plain(self, value: Any, field: CustomField) -> bool:
        return bool(value)

    def said(self, value: Any, field: CustomField, names: Mapping[int, str] = {}) -> str:
        return _("Yes")


class OneChoice(Kind):
    key, label = "choice", gettext_lazy("One choice")
    about = gettext_lazy("One of several answers.")
    column = "choice"
    has_choices = True

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> Any:
        """Return the id of a choice that is offered."""
        if given is None or given == "":
            return None
        for choice in field.choices.all():
            if choice.word == given and choice.is_offered:
                return choice.pk
        raise Unfit(_("Choose one of the values."))

    def plain(self, value: Any, field: CustomField) -> Any:
        choice = field.choice_of(value)
        return choice.word if choice else None

    def said(self, value: Any, field: CustomField, names: Mapping[int, str] = {}) -> str:
        return str(field.choice_of(value) or "")


class ManyChoices(OneChoice):
    key, label = "many", gettext_lazy("Several choices")
    about = gettext_lazy("Any number of several answers.")
    is_many = True

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> Any:
        """Return the ids of the choices, in their order."""
        if given is None or given == "":
            return None
        if not isinstance(given, list) or len(given) > MOST_CHOSEN:
            raise Unfit(_("A list of values is needed here."))
        chosen = {super(ManyChoices, self).read(one, field) for one in given} - {None}
        return [choice.pk for choice in field.choices.all() if choice.pk in chosen] or None

    def plain(self, value: Any, field: CustomField) -> Any:
        return [choice.word for choice in field.choices.all() if choice.pk in value]

    def said(self, value: Any, field: CustomField, names: Mapping[int, str] = {}) -> str:
        return ", ".join(choice.label for choice in field.choices.all() if choice.pk in value)


class Reference(Kind):
    """Points to a row of a noun that an app offers."""

    column = "points_to"

    def __init__(self, pointing: Pointing) -> None:
        self.pointing = pointing
        self.key, self.label, self.about = pointing.key, pointing.label, pointing.about

    def read(self, given: Any, field: CustomField, row: Any = None, by: Any = None) -> int | None:
        if given is None or given == "":
            return None
        words = str(given) if isinstance(given, int | str) and not isinstance(given, bool) else ""
        found = self.pointing.named(words.replace("\x00", "").strip()[:254], row, by)
        if found is None:
            raise Unfit(_("Nobody here is meant by that."))
        return found

    def said(self, value: Any, field: CustomField, names: Mapping[int, str] = {}) -> str:
        return names.get(value) or f"#{value}"


_OWN: list[Kind] = [
    Text(), Number(), Day(), OneChoice(), ManyChoices(), Checkbox(), Pattern()
]  # fmt: skip


def kinds() -> dict[str, Kind]:
    """Return key -> kind, those that point to other nouns last."""
    every = [*_OWN, *(Reference(each) for each in pointings().values())]
    return {kind.key: kind for kind in every}


def scaled_number(given: Any) -> int | None:
    """Return ten-thousandths of a number, or of what writes one (1,000.5); None for no number, and
    for one that is finer or larger than what is kept."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    if not isinstance(given, str) and not abs(given) < LARGEST:
        return None
    words = given.replace(",", "").strip() if isinstance(given, str) else repr(given)
    try:
        number = Decimal(words) if len(words) <= 40 and words.isascii() else Decimal("nan")
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= LARGEST:
        return None
    scaled = number * SCALE
    return int(scaled) if scaled == scaled.to_integral_value() else None
