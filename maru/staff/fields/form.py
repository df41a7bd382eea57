"""What people put into the page of a field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from maru.kit.fields.choice import Colour
from maru.kit.fields.field import CustomField, State, key_from
from maru.kit.fields.kinds import MOST_DECIMALS, kinds
from maru.kit.fields.noun import nouns
from maru.staff.company.models import Brand
from maru.staff.fields.checking import Undefinable
from maru.staff.fields.defining import MOST_CHOICES, ChoicesInUse, Wanted, make, revise
from maru.staff.members.models import Member

SPARE = 3  # empty rows of choices on the page of a new field


class DefinitionForm(forms.Form):
    """The choices stand beside it, as rows. ``used``: those left out that stand in rows still."""

    noun = forms.ChoiceField(label=gettext_lazy("Of what?"))
    label = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "The word for programs and for the search (key:value). Made of the name when left "
            "empty; it cannot be changed later."
        ),
    )
    help = forms.CharField(
        label=gettext_lazy("Help"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stands below the field while it is filled in."),
    )
    pattern = forms.CharField(
        label=gettext_lazy("Pattern"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "A regular expression that the whole text must match, such as "
            r"[A-Z]{2}-\d{8}. Say in the help how it looks."
        ),
    )
    decimals = forms.IntegerField(
        label=gettext_lazy("Decimal places"),
        min_value=0,
        max_value=MOST_DECIMALS,
        required=False,
        initial=0,
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Stands behind the number, such as 원 or kg."),
    )
    brands: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Brands"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all of them."),
    )
    needed_to_solve = forms.BooleanField(
        label=gettext_lazy("Needed before a ticket is solved"), required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            (State.IN_USE, gettext_lazy("In use: asked, shown and searched")),
            (State.RETIRED, gettext_lazy("Retired: shown where it is filled, not asked any more")),
            (State.OFF, gettext_lazy("Off: on no page; what was filled in is kept")),
        ],
        widget=forms.RadioSelect,
        initial=State.IN_USE,
    )

    def __init__(
        self, data: QueryDict | None, *, member: Member, field: CustomField | None = None
    ) -> None:
        initial = {"noun": next(iter(nouns())), "state": State.IN_USE, "kind": "text"}
        if field:
            names = ("label", "help", "pattern", "decimals", "unit", "needed_to_solve", "state")
            initial = {name: getattr(field, name) for name in names}
            initial["brands"] = field.brand_ids
        super().__init__(data, initial=initial)
        self.member, self.field = member, field
        choose: Any = self.fields
        choose["brands"].queryset = Brand.objects.visible_to(member)
        choose["noun"].choices = [(each.key, each.label) for each in nouns().values()]
        choose["kind"].choices = [(each.key, each.label) for each in kinds().values()]
        if field:  # these stay as they are
            for name in ("noun", "kind", "key", *_of_other_kinds(field)):
                del self.fields[name]
        else:
            del self.fields["state"]
        self.used: list[str] = []
        self.rows = self._given() if data is not None else self._held()

    @property
    def colours(self) -> list[tuple[str, Any]]:
        return list(Colour.choices)

    @property
    def has_choices(self) -> bool:
        return self.field is None or self.field.how.has_choices

    def _held(self) -> list[Wanted]:
        if self.field is None:
            return [Wanted("")] * SPARE
        choices = self.field.choices.all()
        return [Wanted(c.label, c.colour, c.pk, c.is_offered) for c in choices]

    def _given(self) -> list[Wanted]:
        """Return the rows that were sent, with the button that was pressed among them done."""
        data: Any = self.data
        known = {c.pk: c for c in self.field.choices.all()} if self.field else {}
        colours = {key for key, _label in Colour.choices}
        rows = []
        names = ("id", "label", "colour", "offered")
        columns = [data.getlist(f"choice_{name}")[:MOST_CHOICES] for name in names]
        for pk, label, colour, offered in zip(*columns, strict=False):
            choice = known.get(int(pk)) if pk.isascii() and pk.isdecimal() else None
            rows.append(
                Wanted(
                    " ".join(label.replace("\x00", "").split())[:60],
                    colour if colour in colours else "",
                    choice.pk if choice else None,
                    offered != "no",
                )
            )
        return _done(rows, data.get("do", ""))

    @property
    def wanted(self) -> list[Wanted]:
        return [row for row in self.rows if row.label]

    def save(self) -> CustomField | None:
        """Keep the definition; None, with the form's errors told, where it cannot be."""
        chosen = dict(self.cleaned_data)
        chosen["brand_ids"] = [brand.pk for brand in chosen.pop("brands", [])]
        chosen["decimals"] = chosen.get("decimals") or 0
        choices = self.wanted if self.has_choices else None
        try:
            if self.field:
                if "decimals" not in self.fields:
                    del chosen["decimals"]
                let_go = "let_go" in self.data
                revise(self.field, choices, by=self.member, let_go=let_go, **chosen)
                return self.field
            chosen["key"] = chosen["key"].strip().lower() or key_from(chosen["label"])
            field = CustomField(**chosen)
            if not field.how.has_choices:
                choices = None
            return make(field, choices or [], by=self.member)
        except ChoicesInUse as why:
            self.used = [f"{choice.label} ({count})" for choice, count in why.used]
        except Undefinable as why:
            for name, words in why.wrong.items():
                self.add_error(name if name in self.fields else None, words)
        return None


def _of_other_kinds(field: CustomField) -> list[str]:
    """Return what a field of this kind has no use for."""
    of_kind = {"pattern": "pattern", "decimals": "number", "unit": "number"}
    unused = [name for name, kind in of_kind.items() if field.kind != kind]
    return unused + ([] if nouns()[field.noun].can_be_solved else ["needed_to_solve"])


def _done(rows: list[Wanted], do: str) -> list[Wanted]:
    what, _space, number = do.partition(" ")
    at = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else -1
    if what == "add" and len(rows) < MOST_CHOICES:
        return [*rows, Wanted("")]
    if not 0 <= at < len(rows):
        return rows
    if what == "remove":
        return rows[:at] + rows[at + 1 :]
    to = at - 1 if what == "up" else at + 1 if what == "down" else at
    if 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
    return rows
