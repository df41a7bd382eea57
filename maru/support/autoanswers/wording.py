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
    what is missing is said in Maru's own. ``closed_texts``: what a channel of its own says while it
    is closed, by the channel's id, then language; what is missing there is said as the brand does.
    """

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="auto_answers")
    is_on = models.BooleanField(default=False)
    texts = models.JSONField(default=dict)
    closed_texts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"automatic answers of {self.brand}"

    @classmethod
    def of(cls, brand: Brand) -> Wording:
        """Return the brand's wording, or one that is off and not saved yet."""
        return cls.objects.filter(brand=brand).first() or cls(brand=brand)

    def channel_text(self, channel: int | None, language: str) -> str:
        """Return what the channel with this id says by itself while closed; '' for nothing."""
        texts: Any = self.closed_texts.get(str(channel), {})
        return str(texts.get(language, ""))

    def own_text(self, occasion: str, language: str) -> str:
        """Return the brand's own words; '' when it has none."""
        texts: Any = self.texts.get(occasion, {})
        return str(texts.get(language, ""))

    def text(self, occasion: str, language: str, channel: int | None = None) -> str:
        """Return the words with their placeholders; ``channel``: by which it is answered."""
        is_own = occasion == Occasion.CLOSED and self.channel_text(channel, language)
        return is_own or self.own_text(occasion, language) or built_in(occasion, language)

    def say(
        self, occasion: str, language: str, values: dict[str, str], channel: int | None = None
    ) -> str:
        """Return the words, filled in. Raises UnknownPlaceholder."""
        return fill(self.text(occasion, language, channel), values, language=language).strip()


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
