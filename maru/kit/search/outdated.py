from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from maru.kit.jobs import bell

SWEEP = "search"
_ROWS = 500  # of one statement


class Outdated(models.Model):
    """A word that something changed, so that its document is to be made anew.

    Written in the transaction of the change, so that none is missed; always a row more, so that
    no transaction ever waits here for another.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @classmethod
    def note(cls, kind: str, object_ids: Iterable[int]) -> None:
        """Have these documents made anew soon. One statement for up to 500."""
        rows = [Outdated(kind=kind, object_id=pk) for pk in sorted(set(object_ids))]
        Outdated.objects.bulk_create(rows, batch_size=_ROWS)
        bell.ring(SWEEP)
