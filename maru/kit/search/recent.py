from __future__ import annotations

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from maru.kit.jobs import sweep

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
        """Remember ``text`` as the latest. One query, as everybody who searches waits for it."""
        text = " ".join(text.split())[:200]
        if not text:
            return
        cls.objects.bulk_create(
            [cls(reader_id=reader_id, text=text)],  # type: ignore[list-item]
            update_conflicts=True,
            unique_fields=["reader_id", "text"],
            update_fields=["at"],
        )


@sweep("search.recent", every=3600)
def forget_the_oldest() -> int:
    """Forget what no reader is shown any more."""
    theirs = RecentSearch.objects.filter(reader_id=OuterRef("reader_id")).values("pk")[:KEPT]
    RecentSearch.objects.exclude(pk__in=Subquery(theirs)).delete()
    return 0
