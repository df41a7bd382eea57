from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from maru.kit.database.in_turn import in_turn
from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.search.outdated import Outdated

_GATHERED = 1_000  # words taken at one go
TURN = "search: documents to be made anew"


class Remaking(Leased):
    """A document that is to be made anew: one row, so that one worker at a time makes it."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    mark = models.BigIntegerField()  # another one with each change: whoever makes it sees one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="one_remaking_each")
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="remakings_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @classmethod
    def ask_for(cls, things: Iterable[tuple[str, int]], *, due_at: datetime = AT_ONCE) -> None:
        """Have the documents of these (kind, id) made anew; within ``taking_turns``."""
        rows = [
            Remaking(kind=kind, object_id=pk, mark=secrets.randbits(62), due_at=due_at)
            for kind, pk in sorted(set(things))
        ]
        Remaking.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["mark", "due_at"],
        )

    @staticmethod
    def take_turns() -> None:
        """Wait until nobody else writes rows of this table, which lock one another in any order."""
        in_turn(TURN, [TURN])


def gather() -> None:
    """Turn every word that something changed into a document to be made anew."""
    while True:
        with transaction.atomic():
            Remaking.take_turns()
            words = list(Outdated.objects.order_by("pk")[:_GATHERED])
            if not words:
                return
            Remaking.ask_for((word.kind, word.object_id) for word in words)
            Outdated.objects.filter(pk__in=[word.pk for word in words]).delete()
