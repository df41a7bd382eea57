"""Making, changing, ordering and removing a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from maru.kit.fields.choice import Choice
from maru.kit.fields.field import CustomField
from maru.kit.fields.reading import filled
from maru.kit.fields.value import Value
from maru.kit.refusing.refusal import Refusal
from maru.staff.fields.checking import Undefinable, check, told
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

COUNTED = 10_000  # rows that have a choice, at most; more are many
MOST_CHOICES = 200


@dataclass(frozen=True)
class Wanted:
    """A choice as it shall be; ``pk`` None: a new one."""

    label: str
    colour: str = ""
    pk: int | None = None
    is_offered: bool = True


class ChoicesInUse(Refusal):
    """Choices were left out that stand in rows. ``used``: each with how many, COUNTED at most."""

    def __init__(self, used: Sequence[tuple[Choice, int]]) -> None:
        named = ", ".join(f"{choice.label} ({count})" for choice, count in used)
        words = _("In use: %(choices)s. They can be offered no more, and stay where they are.")
        told = words % {"choices": named}
        super().__init__(409, "choices_in_use", told, fields={"choices": told})
        self.used = list(used)


class FieldFilled(Refusal):
    """A field with values is retired, not removed: nothing that was filled in is lost."""

    def __init__(self) -> None:
        words = _("It is filled in somewhere. Retire it, so that what is there can be read still.")
        super().__init__(409, "field_filled", words)


def fields_for(member: Member) -> QuerySet[CustomField]:
    """Return the fields that rows of the member's brands may have; all for who sets up."""
    fields = CustomField.objects.prefetch_related("choices")
    if member.sees_company:
        return fields
    return fields.filter(CustomField.of_brands(member.brand_ids))


def make(field: CustomField, choices: Sequence[Wanted] = (), *, by: Actor | None) -> CustomField:
    """Keep a new field as the last of its noun. Raises Undefinable."""
    field.brand_ids = sorted(set(field.brand_ids))
    check(field, [wanted.label for wanted in choices])
    with transaction.atomic():
        theirs = CustomField.objects.filter(noun=field.noun)
        field.place = (theirs.aggregate(last=Max("place"))["last"] or 0) + 1
        field.save()
        _keep(field, choices)
        after = told(field, _as_told(field))
        Event.record("customfield.added", field, by=by, after=after)
    return field


def revise(
    field: CustomField,
    choices: Sequence[Wanted] | None = None,
    *,
    by: Actor | None,
    let_go: bool = False,
    **about: Any,
) -> bool:
    """Change ``about`` it, and what can be chosen; return False if nothing differed.

    Raises Undefinable, and ChoicesInUse where a choice is left out that stands in rows; with
    ``let_go`` it is kept there and offered no more.
    """
    with transaction.atomic():
        held = CustomField.objects.select_for_update(of=("self",)).get(pk=field.pk)
        before = told(held, _as_told(held))
        if about.get("decimals", held.decimals) < held.decimals:
            raise Undefinable({"decimals": _("There can be more of them, not fewer.")})
        for name, value in about.items():
            setattr(field, name, value)
        field.brand_ids = sorted(set(field.brand_ids))
        check(field, None if choices is None else [wanted.label for wanted in choices])
        field.save()
        if choices is not None:
            _let_go(field, choices, let_go=let_go)
            _keep(field, choices)
        after = told(field, _as_told(field))
        if before == after:
            return False
        Event.record("customfield.changed", field, by=by, before=before, after=after)
    return True


def move(field: CustomField, *, up: bool, by: Actor | None) -> bool:
    """Put it before the one above it, or behind the one below; return False at the end."""
    with transaction.atomic():
        order = list(CustomField.objects.select_for_update().filter(noun=field.noun))
        at = next(n for n, each in enumerate(order) if each.pk == field.pk)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return False
        order.insert(to, order.pop(at))
        for place, each in enumerate(order, start=1):
            if each.place != place:
                each.place = place
                each.save(update_fields=["place"])
        Event.record("customfield.moved", field, by=by, before=at + 1, after=to + 1)
    return True


def remove(field: CustomField, *, by: Actor | None) -> None:
    """Delete a field that nothing is filled in for. Raises FieldFilled."""
    with transaction.atomic():
        if filled(field).exists():
            raise FieldFilled
        before = told(field, _as_told(field))
        Event.record("customfield.removed", field, by=by, before=before)
        field.delete()


def _as_told(field: CustomField) -> list[dict[str, Any]]:
    choices = Choice.objects.filter(field=field)
    return [dict(each) for each in choices.values("word", "label", "colour", "is_offered")]


def _let_go(field: CustomField, wanted: Sequence[Wanted], *, let_go: bool) -> None:
    kept = {each.pk for each in wanted}
    gone = [choice for choice in Choice.objects.filter(field=field) if choice.pk not in kept]
    used = []
    for choice in gone:
        count = Value.objects.filter(choice=choice)[:COUNTED].count()
        if count:
            used.append((choice, count))
    if any(choice.is_offered for choice, _count in used) and not let_go:
        raise ChoicesInUse(used)
    in_use = {choice.pk for choice, _count in used}
    for choice in gone:
        if choice.pk in in_use:
            choice.is_offered, choice.place = False, MOST_CHOICES + choice.place
            choice.save()
        else:
            choice.delete()


def _keep(field: CustomField, wanted: Sequence[Wanted]) -> None:
    there = {choice.pk: choice for choice in Choice.objects.filter(field=field)}
    words = {choice.word for choice in there.values()}
    for place, each in enumerate(wanted, start=1):
        choice = there.get(each.pk) if each.pk else None
        if choice is None:
            choice = Choice(field=field, word=_new_word(each.label, words))
            words.add(choice.word)
        choice.label, choice.colour = each.label, each.colour
        choice.place, choice.is_offered = place, each.is_offered
        choice.save()


def _new_word(label: str, taken: set[str]) -> str:
    """Return the word of a new choice: its label, told apart from what others were called once."""
    word, number = label, 2
    while word in taken:
        word, number = f"{label[:55]} {number}", number + 1
    return word
