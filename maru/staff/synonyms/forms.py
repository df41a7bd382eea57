"""What people put into the page of a group of synonyms."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maru.staff.members.models import Member
from maru.staff.synonyms.checking import Unfit
from maru.staff.synonyms.models import SynonymGroup


class SynonymForm(forms.Form):
    """The words of one group, and whether it holds one way."""

    words = forms.CharField(
        label=_("Words that mean the same"),
        max_length=2_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("One a line, or with commas between. A phrase may have several words; forms of "
                    "a word (환불했는데, 환불을) need not be written."),
        error_messages={"required": _("Write at least two words that mean the same.")},
    )  # fmt: skip
    is_one_way = forms.BooleanField(
        label=_("One way only"),
        required=False,
        help_text=_("Who looks for the first also finds the others, but not the other way round: "
                    "for a word that means several things."),
    )  # fmt: skip

    def __init__(self, data: Any, *, group: SynonymGroup | None) -> None:
        initial = {}
        if group:
            initial = {"words": "\n".join(group.words), "is_one_way": group.is_one_way}
        super().__init__(data, initial=initial)
        self.group = group

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if "words" in answers:
            try:
                answers["words"] = SynonymGroup.checked(
                    re.split(r"[\n,]+", answers["words"]),
                    answers["is_one_way"],
                    besides=self.group.pk if self.group else None,
                )
            except Unfit as why:
                self.add_error("words", str(why))
        return answers

    def save_by(self, member: Member) -> None:
        """Keep the group. ``is_valid`` comes before."""
        words, one_way = self.cleaned_data["words"], self.cleaned_data["is_one_way"]
        if self.group:
            self.group.revise(by=member, words=words, is_one_way=one_way)
        else:
            SynonymGroup.add(words, by=member, is_one_way=one_way)
