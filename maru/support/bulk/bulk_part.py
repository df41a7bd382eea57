from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from maru.support.bulk.bulk_change import BulkChange

SIZE = 50  # tickets of one transaction: nobody waits for long


class BulkPart(models.Model):
    """Some of the tickets of a bulk change: done, and taken back, in one transaction each, whose
    outcome it keeps. So each ticket is changed once, whatever dies meanwhile."""

    of: models.ForeignKey[BulkChange, BulkChange] = models.ForeignKey(
        "bulk.BulkChange", on_delete=models.CASCADE, related_name="parts", db_index=False
    )
    position = models.PositiveIntegerField()
    numbers = models.JSONField()  # of its tickets, in their order
    # {"changed": {"7": what it was}, "same": [12], "left": {"unfit": [13]}}; None: not done yet
    outcome = models.JSONField(null=True)
    # {"undone": [7], "kept": {"since": [9]}}; None: not taken back
    undone = models.JSONField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["of", "position"], name="bulk_part_once")]
        # The next one of two thousand is found at once.
        indexes = [
            models.Index(
                fields=["of", "position"],
                name="bulk_parts_to_do",
                condition=Q(outcome__isnull=True),
            ),
            models.Index(
                fields=["of", "position"],
                name="bulk_parts_standing",
                condition=Q(undone__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.position} of {self.of_id}"
