"""What one member knows, as a manager says it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.staff.members.models import Member
from maru.staff.members.skills.skill import Skill, knows, teach
from maru.staff.members.skills.spoken import choices

LEVELS = [
    (0, pgettext_lazy("skill", "none")),
    (1, pgettext_lazy("skill", "1 · a little")),
    (2, "2"),
    (3, pgettext_lazy("skill", "3 · well")),
    (4, "4"),
    (5, pgettext_lazy("skill", "5 · teaches others")),
]


class KnowsForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=_("Speaks"),
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: nobody minds which language a customer writes."),
    )

    def __init__(self, data: Any = None, *, member: Member) -> None:
        now = knows(member)
        super().__init__(data, initial={"languages": now["languages"]})
        self.member = member
        self.skills = list(Skill.objects.all())
        for skill in self.skills:
            self.fields[f"skill_{skill.pk}"] = forms.TypedChoiceField(
                label=skill.name, choices=LEVELS, coerce=int, required=False,
                initial=now["skills"].get(skill.pk, 0),
            )  # fmt: skip

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[f"skill_{skill.pk}"] for skill in self.skills]

    def save_by(self, by: Member) -> bool:
        said = {skill.pk: self.cleaned_data[f"skill_{skill.pk}"] or 0 for skill in self.skills}
        return teach(self.member, by=by, skills=said, languages=self.cleaned_data["languages"])
