from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.support.tickets.models import Message

SWEEP = "understanding.guess"


class Heard(Leased):
    """A message that somebody wrote to us and nobody has read for its meaning yet: written with
    the message, gone once it is read."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="heard")

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="heard_due")]

    def __str__(self) -> str:
        return f"message {self.message_id}"

    @classmethod
    def note(cls, messages: Iterable[int]) -> None:
        """Have these read soon. One statement, in the transaction that keeps them."""
        rows = [Heard(message_id=pk, due_at=AT_ONCE) for pk in sorted(set(messages))]
        Heard.objects.bulk_create(rows, ignore_conflicts=True)
        bell.ring(SWEEP)
