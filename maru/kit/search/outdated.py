from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import models

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell

SWEEP = "search"
_ROWS = 500  # of one statement


class Outdated(Leased):
    """Something whose document is to be made anew, or taken out when it is no more.

    Written in the transaction of the change, so that no change is missed.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    mark = models.BigIntegerField()  # another one with each change: who indexes sees one meanwhile

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="outdated_once")]
        indexes = [models.Index(fields=["due_at", "id"], name="outdated_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @classmethod
    def note(cls, kind: str, object_ids: Iterable[int], *, due_at: datetime = AT_ONCE) -> None:
        """Have these documents made anew, the earliest due first. One statement for up to 500."""
        rows = [
            Outdated(kind=kind, object_id=pk, mark=secrets.randbits(62), due_at=due_at)
            for pk in sorted(set(object_ids))
        ]
        Outdated.objects.bulk_create(
            rows,
            batch_size=_ROWS,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["mark", "due_at"],
        )
        bell.ring(SWEEP)
