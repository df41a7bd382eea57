from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.database.leases import Leased
from maru.kit.database.owners import owner_name
from maru.kit.jobs import bell
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

LEASE = timedelta(minutes=2)  # renewed with every step
SHOWN = timedelta(hours=12)  # so long an ended one is shown to who does not put it away


class ErrandState(models.TextChoices):
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")


class Stopped(Exception):
    """The errand is no longer ours: somebody stopped it, or another process has it."""


class ErrandQuerySet(models.QuerySet["Errand"]):
    def visible_to(self, member: Member) -> ErrandQuerySet:
        """Return their own: what others have Maru do is nobody else's."""
        return self.filter(asked_by=member) if member.is_active else self.none()

    def under_way(self) -> ErrandQuerySet:
        return self.filter(state=ErrandState.UNDER_WAY)

    def shown(self) -> ErrandQuerySet:
        """Return what stands in the corner of the pages: not put away, and not of long ago."""
        young = Q(ended_at=None) | Q(ended_at__gte=timezone.now() - SHOWN)
        return self.filter(young, put_away_at=None)


class Errand(Leased):
    """Long work that one member asked for: how far it is, whether somebody stopped it, how it
    ended. What is to be done stands in a row of the app that carries it out (carrying.py)."""

    kind = models.CharField(max_length=20)
    about = models.JSONField(default=dict)  # what its words are made of
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="errands")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=9, choices=ErrandState.choices, default=ErrandState.UNDER_WAY
    )
    done = models.PositiveIntegerField(default=0)  # of whatever is done one after another ...
    total = models.PositiveIntegerField(default=0)  # ... so many; 0 while nobody knows
    ended_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    trouble = models.CharField(max_length=20, blank=True, default="")

    objects = ErrandQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # Asked with every page of the desk.
            models.Index(
                fields=["asked_by", "-id"], name="errands_shown", condition=Q(put_away_at=None)
            ),
            models.Index(
                fields=["kind", "due_at"],
                name="errands_under_way",
                condition=Q(state=ErrandState.UNDER_WAY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} ({self.state})"

    @property
    def is_under_way(self) -> bool:
        return self.state == ErrandState.UNDER_WAY

    @property
    def percent(self) -> int:
        """How far it is; 99 at most until it has ended."""
        return min(99, 100 * self.done // self.total) if self.total else 0

    @classmethod
    def ask(
        cls, kind: str, *, by: Member, total: int, about: dict[str, Any], is_mine: bool = False
    ) -> Errand:
        """Return a new one for a worker to carry out, or first for this process if ``is_mine``.

        Leaves the event ``<kind>.asked``, which is the cause of all that it changes.
        """
        with transaction.atomic():
            new = cls.objects.create(
                kind=kind, asked_by=by, total=total, about=about, **(_lease() if is_mine else {})
            )
            Event.record(f"{kind}.asked", new, by=by, after={**about, "total": total})
            if not is_mine:
                bell.ring(f"errands.{kind}")
        return new

    @property
    def cause(self) -> Event:
        """The event of its being asked for. Costs a query."""
        return Event.of(self).filter(verb=f"{self.kind}.asked")[0]

    def hold(self, **changes: Any) -> None:
        """Renew the lease and write ``changes``, in the transaction of a step. Raises Stopped."""
        mine = Errand.objects.filter(self.is_mine(), state=ErrandState.UNDER_WAY)
        changes |= {"attempts": 0, "failures": 0, "trouble": ""}  # it goes on
        if not mine.update(lease_until=timezone.now() + LEASE, **changes):
            raise Stopped
        for name, value in changes.items():
            setattr(self, name, value)

    def finish(self, **told: Any) -> None:
        """End it as done; ``told`` goes to what its words are made of. Raises Stopped."""
        self._end(ErrandState.DONE, about={**self.about, **told})

    def fail(self, trouble: str) -> None:
        """End it with a word for what is wrong. Raises Stopped."""
        self._end(ErrandState.FAILED, trouble=trouble)

    def _end(self, state: str, **changes: Any) -> None:
        ends = {"state": state, "ended_at": timezone.now(), "due_at": None, "lease_until": None}
        with transaction.atomic():
            mine = Errand.objects.filter(self.is_mine(), state=ErrandState.UNDER_WAY)
            if not mine.update(**ends, **changes):
                raise Stopped
            for name, value in {**ends, **changes}.items():
                setattr(self, name, value)
            Event.record(f"{self.kind}.{state}", self, after={**self.about, "done": self.done})

    def stop(self, *, by: Member) -> bool:
        """Stop it where it is; what is done stays. False if it has ended already."""
        ends = {"state": ErrandState.STOPPED, "ended_at": timezone.now(), "due_at": None}
        with transaction.atomic():
            rows = Errand.objects.filter(pk=self.pk, state=ErrandState.UNDER_WAY)
            if not rows.update(**ends, lease_until=None, lease_owner=""):
                return False
            Event.record(f"{self.kind}.stopped", self, by=by)
        self.refresh_from_db()
        return True

    def put_away(self) -> None:
        """Show an ended one no longer in the corner of the pages."""
        if self.is_under_way or self.put_away_at:
            return
        rows = Errand.objects.filter(pk=self.pk, put_away_at=None)
        rows.exclude(state=ErrandState.UNDER_WAY).update(put_away_at=timezone.now())


def _lease() -> dict[str, Any]:
    return {
        "lease_owner": f"{owner_name()}-{secrets.token_hex(6)}",
        "lease_until": timezone.now() + LEASE,
    }
