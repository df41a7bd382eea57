"""What a definition may not be, said field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from maru.kit.fields import patterns
from maru.kit.fields.field import KEY, CustomField, State, key_from
from maru.kit.fields.kinds import MOST_DECIMALS, kinds
from maru.kit.fields.noun import nouns
from maru.kit.refusing.refusal import Refusal
from maru.staff.company.models import Brand


class Undefinable(Refusal):
    """A field cannot be like that. ``wrong``: a sentence for each thing that is wrong."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(422, "invalid", next(iter(wrong.values())), fields=dict(wrong))
        self.wrong = dict(wrong)


def check(field: CustomField, labels: Iterable[str] | None) -> None:
    """Raises Undefinable. ``labels`` of its choices; None: they stay as they are.

    Costs two queries for a new field, one where brands are named.
    """
    wrong = dict(_wrong(field))
    if labels is not None and field.kind in kinds() and kinds()[field.kind].has_choices:
        given = list(labels)
        if not given:
            wrong["choices"] = _("Write at least one choice.")
        elif len(set(given)) < len(given):
            wrong["choices"] = _("Two choices have one name.")
        elif any(not label or len(label) > 60 for label in given):
            wrong["choices"] = _("A choice has a name of at most 60 characters.")
    if wrong:
        raise Undefinable(wrong)


def _wrong(field: CustomField) -> Iterable[tuple[str, str]]:
    if field.noun not in nouns():
        yield "noun", _("There is nothing of that name that has fields.")
        return
    if field.kind not in kinds():
        yield "kind", _("There is no such kind.")
        return
    if not field.label:
        yield "label", _("A field needs a name.")
    if field.pk is None and (told := _wrong_key(field)):
        yield "key", told
    if field.kind == "pattern" and (told := _wrong_pattern(field.pattern)):
        yield "pattern", told
    if not 0 <= field.decimals <= MOST_DECIMALS:
        yield "decimals", _("From 0 to %(most)d.") % {"most": MOST_DECIMALS}
    if field.needed_to_solve and not nouns()[field.noun].can_be_solved:
        yield "needed_to_solve", _("Only tickets are solved.")
    if field.state not in State.values:
        yield "state", _("There is no such state.")
    known = set(Brand.objects.filter(pk__in=field.brand_ids).values_list("pk", flat=True))
    if set(field.brand_ids) - known:
        yield "brands", _("There is no such brand.")


def _wrong_key(field: CustomField) -> str:
    if not KEY.fullmatch(field.key) or field.key != key_from(field.key):
        return _("A key begins with a letter, and has letters, digits and _ alone; 40 at most.")
    taken = {word for noun in nouns().values() for word in noun.reserved()}
    if field.key in taken:
        return _("“%(key)s” means something already in a search. Take another word.") % {
            "key": field.key
        }
    if CustomField.objects.filter(noun=field.noun, key=field.key).exists():
        return _("There is a field with this key already.")
    return ""


def _wrong_pattern(pattern: str) -> str:
    if not pattern:
        return _("Write the pattern that it must match.")
    try:
        patterns.check(pattern)
    except patterns.BadPattern as why:
        return str(why)
    return ""


def told(field: CustomField, choices: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what an event holds of a definition."""
    names = ("noun", "key", "kind", "label", "help", "pattern", "decimals", "unit", "brand_ids",
             "needed_to_solve", "state")  # fmt: skip
    return {**{name: getattr(field, name) for name in names}, "choices": choices}
