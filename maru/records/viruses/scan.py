from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell


class ScanState(models.TextChoices):
    WAITING = "waiting"  # not yet checked
    CLEAN = "clean"
    INFECTED = "infected"
    TOO_LARGE = "too_large"  # the scanner takes no file of this size
    FAILED = "failed"  # the scanner failed on it again and again
    RELEASED = "released"  # a person lets it out all the same


UNCHECKED = {ScanState.WAITING, ScanState.FAILED}
SETTLED = set(ScanState) - UNCHECKED


class ScanQuerySet(models.QuerySet["Scan"]):
    def waiting(self) -> ScanQuerySet:
        return self.filter(state=ScanState.WAITING)


class Scan(Leased):
    """What the virus scanner said of one file's bytes, wherever they hang; or that it is to say.

    A file without a row came while no scanner was set (MARU_CLAMD).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, default=ScanState.WAITING)
    virus = models.CharField(max_length=200, blank=True, default="")
    error = models.CharField(max_length=200, blank=True, default="")  # of the last failed try
    scanner = models.CharField(max_length=100, blank=True, default="")  # program and signatures
    created_at = models.DateTimeField(default=timezone.now)
    scanned_at = models.DateTimeField(null=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="scans_waiting", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"scan of {self.sha256[:12]} ({self.state})"

    @classmethod
    def want(cls, names: Iterable[str], *, at_once: bool = True) -> None:
        """Have a worker scan the blobs of these names, unless that was done; after the commit.

        ``at_once=False`` puts them behind all that comes in. Costs one query, none where
        nothing is scanned.
        """
        if not settings.CLAMD or not (names := set(names)):
            return
        due_at = AT_ONCE if at_once else timezone.now()
        # In one order everywhere: two who write the same names never wait for each other.
        rows = [Scan(sha256=name, due_at=due_at) for name in sorted(names)]
        Scan.objects.bulk_create(rows, ignore_conflicts=True)
        bell.ring("viruses.scan")

    @classmethod
    def settle(cls, sha256: str, state: str, *, virus: str = "", scanner: str = "") -> Scan:
        """Write down what was said of a file that no worker was asked about."""
        said = {"state": state, "virus": virus[:200], "scanner": scanner[:100],
                "scanned_at": timezone.now()}  # fmt: skip
        return cls.objects.update_or_create(sha256=sha256, defaults=said)[0]

    def release(self) -> bool:
        """Let the file out all the same; False if it is not held back. The caller records why."""
        held = [ScanState.INFECTED, *UNCHECKED]
        return self._turn(held, ScanState.RELEASED)

    def hold(self) -> bool:
        """Hold back again what was released; False if it was not. Unchecked, it is checked anew."""
        if self.virus:
            return self._turn([ScanState.RELEASED], ScanState.INFECTED)
        with transaction.atomic():
            changed = self._turn(
                [ScanState.RELEASED], ScanState.WAITING, due_at=AT_ONCE, attempts=0
            )
            bell.ring("viruses.scan")
        return changed

    def _turn(self, before: Iterable[str], after: str, **changes: object) -> bool:
        rows = type(self).objects.filter(pk=self.pk, state__in=list(before))
        changed = rows.update(state=after, lease_until=None, **changes)
        if changed:
            self.state = after
        return bool(changed)
