from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import Asking, BadCondition
from maru.staff.company.models import Calendar
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.servicelevels.reckoning import Promise, warning
from maru.support.servicelevels.targets import Target
from maru.support.tickets.choices import Status
from maru.support.tickets.vocabulary import TICKETS

MOST = 366 * 24 * 60  # minutes of a promise


class Told(models.TextChoices):
    """Who is told that a promise is about to be broken, or is."""

    ASSIGNEE = "assignee", _("The assignee")
    TEAM = "team", _("The team")
    LEADS = "leads", _("The leads of the team")


PAUSING = [Status.PENDING, Status.ON_HOLD]


def usual_pauses() -> list[str]:
    return [Status.PENDING.value]


def usual_told() -> list[str]:
    return [Told.ASSIGNEE.value, Told.LEADS.value]


class ServiceLevelQuerySet(models.QuerySet["ServiceLevel"]):
    def in_use(self) -> ServiceLevelQuerySet:
        """Return those that count, the first to be asked first."""
        return self.filter(is_on=True).select_related("calendar")


class ServiceLevels(models.Manager["ServiceLevel"]):
    """Those that are not removed. What was promised by one that is still names it."""

    def get_queryset(self) -> ServiceLevelQuerySet:
        return ServiceLevelQuerySet(self.model, using=self._db).filter(removed_at=None)

    def in_use(self) -> ServiceLevelQuerySet:
        return self.get_queryset().in_use()


class ServiceLevel(models.Model):
    """What is promised of the tickets that meet ``conditions``: the first level that a ticket
    meets, by ``place``, counts. Times are minutes of office hours; None: nothing is promised."""

    name = models.CharField(max_length=80)
    place = models.PositiveIntegerField(default=0)
    is_on = models.BooleanField(default=True)
    conditions = models.JSONField(default=dict)
    # None: the office hours of the ticket's brand.
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="levels"
    )
    first_reply = models.PositiveIntegerField(null=True, blank=True)
    next_reply = models.PositiveIntegerField(null=True, blank=True)
    update = models.PositiveIntegerField(null=True, blank=True)
    resolve = models.PositiveIntegerField(null=True, blank=True)
    pauses = models.JSONField(default=usual_pauses)
    warn_before = models.PositiveIntegerField(default=30)  # minutes; 0: no warning
    tells = models.JSONField(default=usual_told)

    removed_at = models.DateTimeField(null=True)

    objects = ServiceLevels()

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def promises(self) -> Iterator[Promise]:
        """Yield what it promises, in seconds. Where a promise is no longer than its warning, it is
        warned of halfway."""
        for target in Target.values:
            minutes = getattr(self, target)
            if minutes:
                warn = warning(minutes, self.warn_before) * 60
                yield Promise(target, minutes * 60, warn, frozenset(self.pauses))

    def query(self) -> Q:
        """Return what finds its tickets. Raises BadCondition where it asks what is not there."""
        if not self.conditions:
            return Q()
        return TICKETS.query(TICKETS.read(self.conditions), Asking())

    @property
    def is_broken(self) -> bool:
        """Whether it asks for what is not there any more: a custom field that is gone."""
        try:
            self.query()
        except BadCondition:
            return True
        return False

    def put_last(self) -> None:
        self.place = (type(self).objects.aggregate(last=Max("place"))["last"] or 0) + 1

    def move(self, *, up: bool, by: Actor) -> bool:
        """Let it be asked before the one above it, or after the one below; False at the end."""
        with transaction.atomic():
            rows = list(type(self).objects.select_for_update())
            now = next(n for n, each in enumerate(rows) if each.pk == self.pk)
            then = now + (-1 if up else 1)
            if not 0 <= then < len(rows):
                return False
            rows[now], rows[then] = rows[then], rows[now]
            for place, each in enumerate(rows, start=1):
                type(self).objects.filter(pk=each.pk).update(place=place)
            Event.record("servicelevel.moved", self, by=by, before=now + 1, after=then + 1)
        return True

    def remove(self, *, by: Actor) -> bool:
        """Promise nothing more by it; False if it was removed. Tickets that are not done are worked
        out anew by a worker; the others go on saying by what they were promised (0403)."""
        with transaction.atomic():
            told = self.told
            rows = type(self).objects.filter(pk=self.pk)
            if not rows.update(removed_at=timezone.now(), calendar=None):
                return False
            Event.record("servicelevel.removed", self, by=by, before=told)
        return True

    @property
    def told(self) -> dict[str, Any]:
        names = ("name", "is_on", "conditions", "pauses", "warn_before", "tells", *Target.values)
        return {name: getattr(self, name) for name in names} | {"calendar": self.calendar_id}
