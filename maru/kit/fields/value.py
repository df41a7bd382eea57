from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maru.kit.conditions.words import Folded
from maru.kit.fields.choice import Choice
from maru.kit.fields.field import CustomField

LENGTH = 500  # characters of a text: what an index of either database takes


class Value(models.Model):
    """What one row of a noun says for one field; of a field with many choices a row a choice.

    Where nothing was filled in there is no row. One column of five is set, as the kind says; each
    has an index of its own, so that a condition finds its few rows among millions (0230).
    """

    field = models.ForeignKey(
        CustomField, on_delete=models.PROTECT, related_name="values", db_index=False
    )
    object_id = models.BigIntegerField()  # of the field's noun
    slot = models.BigIntegerField(default=0)  # of many choices: which; else 0
    text = models.CharField(max_length=LENGTH, null=True)
    number = models.BigIntegerField(null=True)  # ten-thousandths; a ticked box is 1
    day = models.DateField(null=True)
    choice = models.ForeignKey(Choice, null=True, on_delete=models.PROTECT, db_index=False)
    points_to = models.BigIntegerField(null=True)  # id of what a field points to

    class Meta:
        constraints = [
            # Also how the values of a page's rows are read.
            models.UniqueConstraint(fields=["object_id", "field", "slot"], name="value_one_a_slot"),
        ]
        indexes = [
            models.Index(
                F("field"), Folded("text"), F("object_id"),
                name="value_text", condition=Q(text__isnull=False),
            ),
            models.Index(
                fields=["field", "number", "object_id"],
                name="value_number", condition=Q(number__isnull=False),
            ),
            models.Index(
                fields=["field", "day", "object_id"],
                name="value_day", condition=Q(day__isnull=False),
            ),
            models.Index(
                fields=["choice", "object_id"],
                name="value_choice", condition=Q(choice__isnull=False),
            ),
            models.Index(
                fields=["field", "points_to", "object_id"],
                name="value_points_to", condition=Q(points_to__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.field_id} of {self.object_id}"
