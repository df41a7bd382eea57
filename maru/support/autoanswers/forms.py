"""What a brand says by itself, as people write it: one text an occasion and language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.kit.text.placeholders import UnknownPlaceholder, fill
from maru.records.channels.models import Channel
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
        here = Channel.objects.filter(brand_id=instance.brand.pk, is_active=True)
        self._channels = list(here) if instance.brand.pk else []
        for channel, language in self._channel_cells():
            name = _channel_name(channel, language)
            self.fields[name] = TextField(
                label=dict(settings.LANGUAGES)[language], required=False, max_length=LENGTH,
                widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
            )  # fmt: skip
            self.initial[name] = instance.channel_text(channel.pk, language)

    @property
    def channels(self) -> Iterator[tuple[Channel, list[forms.BoundField]]]:
        """Yield each channel of the brand with the fields of what it says while closed; nothing
        where there is but one, which says what the brand does."""
        if len(self._channels) > 1 or self.instance.closed_texts:
            for channel in self._channels:
                names = [_channel_name(channel, key) for key, _label in settings.LANGUAGES]
                yield channel, [self[name] for name in names]

    def _channel_cells(self) -> list[tuple[Channel, str]]:
        return [(c, key) for c in self._channels for key, _label in settings.LANGUAGES]

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
        # What a channel says that rests now is kept for when it is back.
        own: dict[str, dict[str, str]] = {**self.instance.closed_texts}
        for channel in self._channels:
            said = {
                language: text
                for language, _label in settings.LANGUAGES
                if (text := self.cleaned_data[_channel_name(channel, language)])
            }
            own.pop(str(channel.pk), None)
            own |= {str(channel.pk): said} if said else {}
        self.instance.closed_texts = own
        return super().save(commit)


def _cells() -> list[tuple[str, str]]:
    return [(o, language) for o in Occasion.values for language, _label in settings.LANGUAGES]


def _channel_name(channel: Channel, language: str) -> str:
    return f"channel_{channel.pk}_{language}"


def _name(occasion: str, language: str) -> str:
    return f"{occasion}_{language}"
