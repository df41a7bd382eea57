from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.kit.fields.models import CustomField


class FacetName(models.TextChoices):
    """What Maru says of a message that a customer wrote."""

    KIND = "kind", _("Kind")
    TOPIC = "topic", pgettext_lazy("understanding", "Topic")
    URGENCY = "urgency", pgettext_lazy("understanding", "Urgency")
    SENTIMENT = "sentiment", pgettext_lazy("understanding", "Sentiment")
    LANGUAGE = "language", pgettext_lazy("understanding", "Language")


# The language is told by script and common words: there is nothing to learn from tickets.
LEARNT = [FacetName.KIND, FacetName.TOPIC, FacetName.URGENCY, FacetName.SENTIMENT]
USUAL = {FacetName.KIND: 70, FacetName.TOPIC: 60}  # percent; else 70


class Facet(models.Model):
    """How one of these is used: whether at all, from which confidence on, and for the topic what
    it is learnt from. Without a row it is as usual."""

    name = models.CharField(max_length=10, choices=FacetName.choices, unique=True)
    is_on = models.BooleanField(_("Say it"), default=True)
    threshold = models.PositiveSmallIntegerField(_("Says it from (percent)"), default=70)
    # Of the topic: the choice field that holds it; None: the tags.
    field: models.ForeignKey[CustomField | None, CustomField | None] = models.ForeignKey(
        CustomField, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("The topic stands in"),
    )  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, name: str) -> Facet:
        """Return how ``name`` is used. Costs a query. The row may not be there yet."""
        return cls.objects.filter(name=name).first() or cls.usual(name)

    @classmethod
    def every(cls) -> dict[str, Facet]:
        """Return all of them by name. Costs a query."""
        kept = {facet.name: facet for facet in cls.objects.select_related("field")}
        return {name: kept.get(name) or cls.usual(name) for name in FacetName.values}

    @classmethod
    def usual(cls, name: str) -> Facet:
        return cls(name=name, threshold=USUAL.get(FacetName(name), 70))

    def says(self, sure: int) -> bool:
        """Return whether a guess of so many percent is worth a word."""
        return self.is_on and sure >= self.threshold

    @property
    def source(self) -> str:
        """From what it is learnt, where that may be chosen."""
        return f"field:{self.field.key}" if self.field else ""

    @property
    def label(self) -> str:
        return str(FacetName(self.name).label)
