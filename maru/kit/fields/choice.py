from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.field import CustomField


class Colour(models.TextChoices):
    """How a choice looks in a list: the kinds of ui/chip."""

    PLAIN = "", _("grey")
    GOOD = "good", _("green")
    WARN = "warn", _("amber")
    BAD = "bad", _("red")
    INFO = "info", _("blue")
    WOOD = "wood", _("brown")


class Choice(models.Model):
    """One answer of a field. ``word`` is what programs and conditions know it by: it stays when
    the label is written anew."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="choices")
    word = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    colour = models.CharField(max_length=6, choices=Colour.choices, blank=True, default="")
    place = models.PositiveIntegerField(default=0)
    is_offered = models.BooleanField(default=True)  # else: kept where it stands, chosen no more

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["field", "word"], name="choice_one_word"),
        ]

    def __str__(self) -> str:
        return self.label
