"""Custom fields in the search: their words are found, and their key narrows before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from maru.kit.conditions import Asking, BadCondition, Vocabulary
from maru.kit.fields.asking import AskedFields
from maru.kit.fields.definitions import field_named, fields_of
from maru.kit.fields.field import CustomField, State
from maru.kit.fields.kinds import Reference
from maru.kit.fields.noun import pointings
from maru.kit.fields.reading import values
from maru.kit.search.asked import Term
from maru.kit.search.marks import mark
from maru.kit.search.source import Field, NotUnderstood, Part

NOTHING = {"none", "empty", "없음", "비어있음"}
YES, NO = {"yes", "예", "네", "on"}, {"no", "아니오", "아니요", "off"}
_COMPARED = re.compile(r"(?P<how>>=|<=|>|<)?(?P<value>.+)", re.DOTALL)


class Said(NamedTuple):
    """What the fields of a row give to its document."""

    parts: list[Part]
    marks: list[str]


def said_by_fields(noun: str, ids: Iterable[int]) -> dict[int, Said]:
    """Return id -> the texts that its fields say, and the marks of what is chosen there.

    Costs as ``reading.values``.
    """
    found = {pk: Said([], []) for pk in ids}
    said = values(noun, found)
    for pk, field in product(said, fields_of(noun)):
        if (value := said[pk].get(field.pk)) is None:
            continue
        if field.how.is_text and field.state != State.OFF:
            found[pk].parts.append(Part.changing(f"field {field.pk}", value))
        if field.how.has_choices:
            found[pk].marks.extend(map(chosen, value if field.how.is_many else [value]))
    return found


def chosen(choice: int) -> str:
    """Return the mark of what has the choice of that id; they are of one field each."""
    return mark("choice", str(choice))


def search_field(noun: str, name: str) -> Field | None:
    """Return the word before a colon that a custom field's key is; None where it is none."""
    field = field_named(noun, name)
    if field is None or field.state == State.OFF:
        return None
    meant = partial(_meant, noun, field)
    return Field(
        (field.key,),
        meant,
        partial(_marks, field) if field.how.has_choices else None,
        partial(_said, field),
    )


def _said(field: CustomField, value: str, reader: Any) -> dict[str, Any]:
    asked = {"field": f"fields.{field.key}", **_question(field, value, reader)}
    if (field.how.has_choices or isinstance(field.how, Reference)) and "value" in asked:
        # As the editor of conditions writes it.
        op = {"is": "in", "has": "has_any"}[asked["op"]]
        asked |= {"op": op, "value": [asked["value"]]}
    return asked


def _marks(field: CustomField, value: str, reader: Any) -> list[Term]:
    """Return the mark of a choice; of what says nothing there is none, so that the rows tell."""
    asked = _question(field, value, reader)
    named = (choice.pk for choice in field.choices.all() if choice.word == asked.get("value"))
    return [Term(chosen(pk)) for pk in named]


def _meant(noun: str, field: CustomField, value: str, reader: Any) -> Q:
    """Raises NotUnderstood for what the field cannot say, and for who sees no row that has it."""
    asked = {"field": field.key, **_question(field, value, reader)}
    vocabulary = Vocabulary()
    vocabulary.add_family(AskedFields(noun, ""))
    try:
        return vocabulary.query(vocabulary.read(asked), Asking())
    except BadCondition as why:
        words = _("“%(value)s” is nothing that “%(field)s” says. %(why)s")
        told = {"value": value, "field": field.label, "why": why.message}
        raise NotUnderstood(words % told) from None


def _question(field: CustomField, value: str, reader: Any) -> dict[str, Any]:
    if not field.is_at(getattr(reader, "brand_ids", [])):  # nor is its name told
        raise NotUnderstood(_("There is no field “%(key)s” here.") % {"key": field.key})
    word = value.strip()
    if field.kind == "checkbox":
        if word.lower() not in YES | NO:
            raise NotUnderstood(_("“%(field)s” is yes or no.") % {"field": field.label})
        return {"op": "is", "value": word.lower() in YES}
    if word.lower() in NOTHING:
        return {"op": "is_empty"}
    if field.how.has_choices:
        return {"op": "has" if field.how.is_many else "is", "value": _choice(field, word)}
    if isinstance(field.how, Reference):
        return {"op": "is", "value": _pointed_to(field, word, reader)}
    if field.how.is_text:
        return {"op": "contains", "value": word}
    return _compared(field, word)


def _choice(field: CustomField, word: str) -> str:
    plain = "".join(word.lower().split())
    for choice in field.choices.all():
        if plain in {"".join(name.lower().split()) for name in (choice.word, choice.label)}:
            return choice.word
    known = ", ".join(choice.label for choice in field.choices.all())
    raise NotUnderstood(
        _("“%(value)s” is none of the words here: %(words)s.") % {"value": word, "words": known}
    )


def _pointed_to(field: CustomField, word: str, reader: Any) -> int:
    number = word.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) < 16:
        return int(number)
    found = pointings()[field.kind].anywhere(word, reader)
    if found is None:
        raise NotUnderstood(_("Nobody and nothing here is called “%(value)s”.") % {"value": word})
    return found


def _compared(field: CustomField, word: str) -> dict[str, Any]:
    match = _COMPARED.fullmatch(word)
    how, value = (match["how"] or "", match["value"].strip()) if match else ("", word)
    if field.kind == "number":
        if how in {">", "<"}:
            raise NotUnderstood(_("Write >= or <= before a number."))
        return {"op": {">=": "at_least", "<=": "at_most"}.get(how, "is"), "value": value}
    if how in {">=", "<="}:
        raise NotUnderstood(_("Write > or < before a day."))
    return {"op": {">": "after", "<": "before"}.get(how, "is"), "value": value}
