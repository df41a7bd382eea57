"""What people put into the pages of filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.conditions import BadCondition
from maru.kit.tags.models import spelled
from maru.staff.company.models import Brand
from maru.staff.journal.recorded import RecordedForm
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.filtering import rows
from maru.support.filtering.blocked_sender import Unblockable, blockable
from maru.support.filtering.mail import VOCABULARY
from maru.support.filtering.models import Filter
from maru.support.tickets.choices import Priority

SPARE = 2  # empty rows below those that are there
MOST = 20


class TagsField(forms.CharField):
    """Words with commas; clean gives a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = super().clean(value).split(",")
        return [word for word in dict.fromkeys(map(spelled, words)) if word]


class FilterForm(RecordedForm[Filter]):
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("With commas between them."),
    )
    join = forms.ChoiceField(label=gettext_lazy("Mail that meets"), choices=rows.JOINS)

    class Meta:
        model = Filter
        fields = ["name", "brand", "is_on", "to_spam", "tags", "team", "priority"]

    def __init__(self, data: Any = None, *, instance: Filter, member: Member) -> None:
        super().__init__(data, instance=instance)
        choose: Any = self.fields
        choose["brand"].queryset = Brand.objects.visible_to(member)
        choose["brand"].empty_label = _("All brands")
        choose["team"].queryset = Team.objects.visible_to(member)
        choose["team"].empty_label = _("As the mailbox says")
        choose["priority"].choices = [("", _("As usual")), *Priority.choices]
        shown = rows.as_rows(instance.conditions)
        self.is_beyond_rows = shown is None
        join, held = shown or ("all", [])
        self.initial["join"] = join
        if self.is_beyond_rows:
            self.fields["join"].required = False
        given = self._given() if self.is_bound else held
        blank = {"field": "subject", "header": "", "op": "contains", "value": ""}
        self.rows = (given + [dict(blank) for _n in range(SPARE)])[:MOST]
        self.row_errors: dict[int, str] = {}

    def _given(self) -> list[rows.Row]:
        names = ("field", "header", "op", "value")
        columns = [self.data.getlist(f"row_{name}") for name in names]  # type: ignore[attr-defined]
        given = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=False)]
        return [r for r in given if r["value"].strip() or r["op"] in rows.WITHOUT_VALUE][:MOST]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_beyond_rows and "join" in cleaned:
            self._read_rows(cleaned["join"])
        if not any(cleaned.get(name) for name in ("to_spam", "tags", "team", "priority")):
            self.add_error(None, _("Say what happens to the mail."))
        return cleaned

    def _read_rows(self, join: str) -> None:
        given = self._given()
        if not given:
            self.add_error(None, _("Write at least one condition: else all mail would meet it."))
            return
        for number, row in enumerate(given):
            try:
                VOCABULARY.read(rows.as_conditions(join, [row]))
            except BadCondition as error:
                self.row_errors[number] = error.message
        if self.row_errors:
            self.add_error(None, _("A condition cannot be asked like that."))
        self.conditions = rows.as_conditions(join, given)

    def save_by(self, by: Any, *, noun: str = "") -> Filter:
        if self.instance.pk is None:
            self.instance.put_last()
        if not self.is_beyond_rows:
            if self.instance.conditions != self.conditions:
                self.initial["conditions"] = self.instance.conditions
                self.cleaned_data["conditions"] = self.conditions
            self.instance.conditions = self.conditions
        return super().save_by(by, noun=noun)

    @property
    def changed_data(self) -> list[str]:
        told = ["conditions"] * ("conditions" in getattr(self, "cleaned_data", {}))
        return [name for name in super().changed_data if name != "join"] + told


class BlockingForm(forms.Form):
    brand: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Brand"), empty_label=None
    )
    value = forms.CharField(label=gettext_lazy("Address or domain"), max_length=254)

    def __init__(self, data: Any = None, *, member: Member) -> None:
        super().__init__(data)
        brands: Any = self.fields["brand"]
        brands.queryset = Brand.objects.filter(pk__in=member.brand_ids)

    def clean_value(self) -> str:
        try:
            return blockable(self.cleaned_data["value"])
        except Unblockable as error:
            raise forms.ValidationError(str(error)) from None
