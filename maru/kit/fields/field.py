from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from maru.kit.fields.choice import Choice
    from maru.kit.fields.kinds import Kind

KEY = re.compile(r"[^\W\d_]\w{0,39}")  # as kit/search reads a word before a colon


class State(models.TextChoices):
    IN_USE = "in_use", pgettext_lazy("field", "In use")
    RETIRED = "retired", pgettext_lazy("field", "Retired")  # read where it is filled, written never
    OFF = "off", pgettext_lazy("field", "Off")  # on no page; its values are kept


class CustomField(models.Model):
    """One thing that the company wants to know of each ticket, customer, ...

    ``noun``, ``key`` and ``kind`` stay as they were made: conditions, programs and stored values
    rest on them.
    """

    noun = models.CharField(max_length=30)
    key = models.CharField(_("Key"), max_length=40)
    kind = models.CharField(_("Kind"), max_length=20)
    label = models.CharField(_("Name"), max_length=60)
    help = models.CharField(_("Help"), max_length=200, blank=True, default="")
    pattern = models.CharField(_("Pattern"), max_length=300, blank=True, default="")
    decimals = models.PositiveSmallIntegerField(_("Decimal places"), default=0)
    unit = models.CharField(_("Unit"), max_length=20, blank=True, default="")
    # Ids of the brands whose rows have it; none: all. Floor 0 knows no brand.
    brand_ids = models.JSONField(default=list, blank=True)
    needed_to_solve = models.BooleanField(_("Needed to solve"), default=False)
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.IN_USE)
    place = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["noun", "place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["noun", "key"], name="customfield_one_key"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_in_use(self) -> bool:
        return self.state == State.IN_USE

    @property
    def how(self) -> Kind:
        """What its kind can do. Raises KeyError for one that no app offers any more."""
        from maru.kit.fields.kinds import kinds

        return kinds()[self.kind]

    def is_of(self, row: Any) -> bool:
        """Return whether ``row``, one of its noun, has this field: by its brand."""
        brand = getattr(row, "brand_id", None)
        return not self.brand_ids or brand is None or brand in self.brand_ids

    def is_at(self, brand_ids: Iterable[int]) -> bool:
        """Return whether rows of one of these brands have it."""
        return not self.brand_ids or bool(set(self.brand_ids) & set(brand_ids))

    def choice_of(self, pk: int) -> Choice | None:
        return next((each for each in self.choices.all() if each.pk == pk), None)

    @classmethod
    def of_brands(cls, brand_ids: list[int]) -> Q:
        """Return what finds the fields that rows of one of these brands may have."""
        every = cls.objects.only("pk", "brand_ids")
        return Q(pk__in=[field.pk for field in every if field.is_at(brand_ids)])


def key_from(words: str) -> str:
    """Return the key that these words make: letters, digits and _, a letter first; may be ""."""
    plain = unicodedata.normalize("NFC", words).lower()
    key = re.sub(r"\W+", "_", plain).strip("_")[:40].strip("_")
    return key if KEY.fullmatch(key) else ""
