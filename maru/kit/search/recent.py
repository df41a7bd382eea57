from __future__ import annotations

from django.db import models
from django.utils import timezone

KEPT = 10  # of one reader


class RecentSearch(models.Model):
    """What somebody looked for lately; theirs alone."""

    reader_id = models.BigIntegerField()
    text = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["reader_id", "text"], name="recent_search_once")
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(cls, reader_id: int) -> list[str]:
        """Return the texts, the latest first."""
        rows = cls.objects.filter(reader_id=reader_id)
        return list(rows.values_list("text", flat=True)[:KEPT])

    @classmethod
    def keep(cls, reader_id: int, text: str) -> None:
        """Remember ``text`` as the latest, and forget the oldest. Three queries."""
        text = " ".join(text.split())[:200]
        if not text:
            return
        cls.objects.update_or_create(
            reader_id=reader_id, text=text, defaults={"at": timezone.now()}
        )
        old = cls.objects.filter(reader_id=reader_id).values_list("pk", flat=True)[KEPT:]
        cls.objects.filter(pk__in=list(old)).delete()
