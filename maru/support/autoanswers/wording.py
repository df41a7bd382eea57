from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from maru.kit.text.placeholders import fill
from maru.staff.company.models import Brand
from maru.support.autoanswers.occasions import Occasion

# Nothing that the customer wrote may stand in an automatic answer (S4): no name, no subject.
PLACEHOLDERS = ("brand.name", "ticket.number", "opens.at")


class Wording(models.Model):
    """What a brand answers by itself. ``texts`` maps occasion, then language, to its words;
    what is missing is said in Maru's own."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="auto_answers")
    is_on = models.BooleanField(default=False)
    texts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"automatic answers of {self.brand}"

    @classmethod
    def of(cls, brand: Brand) -> Wording:
        """Return the brand's wording, or one that is off and not saved yet."""
        return cls.objects.filter(brand=brand).first() or cls(brand=brand)

    def own_text(self, occasion: str, language: str) -> str:
        """Return the brand's own words; '' when it has none."""
        texts: Any = self.texts.get(occasion, {})
        return str(texts.get(language, ""))

    def text(self, occasion: str, language: str) -> str:
        """Return the words with their placeholders."""
        return self.own_text(occasion, language) or built_in(occasion, language)

    def say(self, occasion: str, language: str, values: dict[str, str]) -> str:
        """Return the words, filled in. Raises UnknownPlaceholder."""
        return fill(self.text(occasion, language), values, language=language).strip()


def built_in(occasion: str, language: str) -> str:
    """Return Maru's own words for an occasion."""
    with translation.override(language):
        if occasion == Occasion.CLOSED:
            return _(
                "Hello, this is {{brand.name}}. We have received your message (#{{ticket.number}}) "
                "outside our office hours. We open again on {{opens.at}} and will answer you then. "
                "To add something, simply reply to this mail."
            )
        return _(
            "Hello, this is {{brand.name}}. We have received your message (#{{ticket.number}}). "
            "A person will read it and answer you. To add something, simply reply to this mail."
        )


def spoken(language: str, brand: Brand) -> str:
    """Return the language to answer in: the writer's, if Maru speaks it, else the brand's."""
    known = dict(settings.LANGUAGES)
    short = language.partition("-")[0]
    return short if short in known else brand.language
