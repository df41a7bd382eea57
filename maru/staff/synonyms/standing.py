from __future__ import annotations

from uuid import uuid4

from django.db import models


class Standing(models.Model):
    """One row: a word that changes with each change of the table, so that others see it did.

    No number: a backup that is put back, or a transaction that is undone, may bring that again.
    """

    word = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.word

    @classmethod
    def now(cls) -> str:
        """Return the word; '' where nothing was ever changed. One query by key."""
        return cls.objects.filter(pk=1).values_list("word", flat=True).first() or ""

    @classmethod
    def change(cls) -> None:
        """Within the transaction of the change, so that both are seen or neither."""
        cls.objects.update_or_create(pk=1, defaults={"word": uuid4().hex})
