from __future__ import annotations

from django.db import models, transaction
from django.utils import timezone

from maru.kit.jobs import sweep
from maru.kit.search.document import Document
from maru.kit.search.remaking import Remaking
from maru.kit.search.source import Source, sources

STEP = 1_000  # rows looked at in one step
AHEAD = 4_000  # rows that may wait: what changes today is not to wait for what is old


class Coverage(models.Model):
    """How far everything of one kind has been gone through, for an analysis.

    So whatever was there before the index, came out of a backup, or was analysed by an older
    version, gets its document while Maru serves, and goes on where it was interrupted.
    """

    kind = models.CharField(max_length=20, unique=True)
    analysis = models.CharField(max_length=60)
    up_to = models.BigIntegerField(default=0)  # the highest key that was looked at
    is_whole = models.BooleanField(default=False)
    is_anew = models.BooleanField(default=False)  # also what has a document of today's analysis

    def __str__(self) -> str:
        return f"{self.kind} up to {self.up_to}"

    @classmethod
    def begin_whole(cls) -> None:
        """Have nothing gone through that is there now: each has its document."""
        for source in sources().values():
            defaults = {"analysis": source.analysis, "is_whole": True, "is_anew": False}
            cls.objects.update_or_create(kind=source.kind, defaults=defaults)

    @classmethod
    def begin_again(cls) -> None:
        """Have everything analysed anew, whatever its documents say."""
        cls.objects.update(up_to=0, is_whole=False, is_anew=True)


_whole: set[tuple[str, str]] = set()  # kinds that this process has seen whole, by which analysis


def is_whole(source: Source) -> bool:
    """Return whether everything of the kind has a document of today's analysis. A query until it
    has."""
    key = source.kind, source.analysis
    if key not in _whole:
        rows = Coverage.objects.filter(kind=source.kind, analysis=source.analysis, is_whole=True)
        # None of them may still wait for its turn.
        if rows.exists() and not Remaking.objects.filter(kind=source.kind).exists():
            _whole.add(key)
    return key in _whole


@sweep("search.coverage", every=20, may_take=30)
def go_on() -> int:
    """Note what has no document, or an old one; return 1 while there is more to look at."""
    looked = [_step(source) for source in sources().values()]
    return int(any(looked))


def _step(source: Source) -> bool:
    coverage, _new = Coverage.objects.get_or_create(
        kind=source.kind, defaults={"analysis": source.analysis}
    )
    if coverage.analysis != source.analysis:
        coverage.analysis, coverage.up_to, coverage.is_whole = source.analysis, 0, False
        coverage.save()
    if coverage.is_whole or Remaking.objects.count() > AHEAD:
        return False
    keys = list(
        source.everything()
        .filter(pk__gt=coverage.up_to)
        .order_by("pk")
        .values_list("pk", flat=True)[:STEP]
    )
    with transaction.atomic():
        if coverage.is_anew:
            Document.objects.filter(kind=source.kind, object_id__in=keys).update(analysis="")
        Remaking.take_turns()
        missing = ((source.kind, pk) for pk in _without_document(source, keys))
        Remaking.ask_for(missing, due_at=timezone.now())  # after what changes today
        here = Coverage.objects.filter(pk=coverage.pk, up_to=coverage.up_to)
        if keys:
            here.update(up_to=keys[-1])
        else:
            here.update(is_whole=True, is_anew=False)
    return bool(keys)


def _without_document(source: Source, keys: list[int]) -> set[int]:
    of_today = Document.objects.filter(
        kind=source.kind, object_id__in=keys, analysis=source.analysis
    )
    return set(keys) - set(of_today.values_list("object_id", flat=True))
