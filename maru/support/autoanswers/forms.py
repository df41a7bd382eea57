"""What a brand says by itself, as people write it: one text an occasion and language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.text.placeholders import UnknownPlaceholder, fill
from maru.staff.journal.recorded import RecordedForm
from maru.support.autoanswers.models import Wording
from maru.support.autoanswers.occasions import Occasion
from maru.support.autoanswers.wording import PLACEHOLDERS, built_in

LENGTH = 2000


def wrong_placeholder(text: str) -> str:
    """Return the words for a placeholder that an automatic answer may not have; '' if all may."""
    try:
        fill(text, dict.fromkeys(PLACEHOLDERS, "x"))
    except UnknownPlaceholder as error:
        return _(
            "{{%(name)s}} cannot stand here. What a customer wrote is never sent back by itself: "
            "somebody could misuse it to mail strangers."
        ) % {"name": error.name}
    return ""


class TextField(forms.CharField):
    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if wrong := wrong_placeholder(text):
            raise forms.ValidationError(wrong)
        return text


class WordingForm(RecordedForm[Wording]):
    class Meta:
        model = Wording
        fields = ["is_on"]
        labels = {"is_on": gettext_lazy("Answer by itself")}

    def __init__(self, data: Any = None, *, instance: Wording) -> None:
        super().__init__(data, instance=instance)
        for occasion, language in _cells():
            name = _name(occasion, language)
            self.fields[name] = TextField(
                label=dict(settings.LANGUAGES)[language],
                required=False,
                max_length=LENGTH,
                widget=forms.Textarea(
                    attrs={"rows": 4, "lang": language, "placeholder": built_in(occasion, language)}
                ),
            )
            self.initial[name] = instance.own_text(occasion, language)

    @property
    def occasions(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """Yield key, label and fields of each occasion."""
        for occasion in Occasion:
            texts = [self[_name(occasion, language)] for language, _label in settings.LANGUAGES]
            yield occasion.value, str(occasion.label), texts

    def save(self, commit: bool = True) -> Wording:
        texts: dict[str, dict[str, str]] = {occasion: {} for occasion in Occasion.values}
        for occasion, language in _cells():
            if text := self.cleaned_data[_name(occasion, language)]:
                texts[occasion][language] = text
        self.instance.texts = texts
        return super().save(commit)


def _cells() -> list[tuple[str, str]]:
    return [(o, language) for o in Occasion.values for language, _label in settings.LANGUAGES]


def _name(occasion: str, language: str) -> str:
    return f"{occasion}_{language}"
