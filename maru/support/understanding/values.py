"""What a facet can be, in words for people."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from maru.kit.tags.models import Tag
from maru.support.tickets.choices import Kind, Priority, label_of
from maru.support.understanding.facet import Facet, FacetName


class Sentiment(models.TextChoices):
    NEGATIVE = "negative", pgettext_lazy("sentiment", "Upset")
    NEUTRAL = "neutral", pgettext_lazy("sentiment", "Calm")
    POSITIVE = "positive", pgettext_lazy("sentiment", "Pleased")


class Urgency(models.TextChoices):
    """As the priorities: what a ticket becomes when it is taken over."""

    LOW = "1", Priority.LOW.label
    NORMAL = "2", Priority.NORMAL.label
    HIGH = "3", Priority.HIGH.label
    URGENT = "4", Priority.URGENT.label


class Language(models.TextChoices):
    KOREAN = "ko", gettext_lazy("Korean")
    ENGLISH = "en", gettext_lazy("English")
    JAPANESE = "ja", gettext_lazy("Japanese")
    CHINESE = "zh", gettext_lazy("Chinese")


_FIXED: dict[str, type[models.TextChoices]] = {
    FacetName.KIND: Kind,
    FacetName.URGENCY: Urgency,
    FacetName.SENTIMENT: Sentiment,
    FacetName.LANGUAGE: Language,
}


def words_of(facet: Facet, value: str) -> str:
    """Return ``value`` as it is shown; itself where nobody knows it any more."""
    if choices := _FIXED.get(facet.name):
        return label_of(choices, value)
    if facet.field:
        labels = (each.label for each in facet.field.choices.all() if each.word == value)
        return next(labels, value)
    return value


def offered(facet: Facet) -> list[tuple[str, str]]:
    """Return what may be said to be right instead, with its words; of many tags the first 200."""
    if choices := _FIXED.get(facet.name):
        return [(str(value), str(label)) for value, label in choices.choices]
    if facet.field:
        return [(each.word, each.label) for each in facet.field.choices.all() if each.is_offered]
    return [(name, name) for name in Tag.objects.values_list("name", flat=True)[:200]]


def choices_of(name: str) -> Iterable[tuple[str, str]]:
    """Return the values that conditions may ask for; of the topic whatever is written."""
    return [(str(value), str(label)) for value, label in _FIXED[name].choices]


def is_known(facet: Facet, value: str) -> bool:
    """Return whether ``value`` is one of the facet's; a tag only if there is one of that name."""
    if choices := _FIXED.get(facet.name):
        return value in choices.values
    if facet.field:
        return any(each.word == value for each in facet.field.choices.all())
    return Tag.objects.filter(name=value).exists()
