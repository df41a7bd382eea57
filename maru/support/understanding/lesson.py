from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.kit.secrets import key_for
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.support.understanding.facet import FacetName

SWEEP = "understanding.learn"
KEPT = 5  # models of a facet beside the one in use
# So long after it was asked for a lesson is learnt anew, and so long at most it is kept: by then
# nothing is left in it of what was deleted since (D16).
ANEW, FORGOTTEN = timedelta(days=30), timedelta(days=32)


class LessonState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("lesson", "Waits")
    UNDER_WAY = "under_way", pgettext_lazy("lesson", "Is learning")
    IN_USE = "in_use", pgettext_lazy("lesson", "In use")
    EARLIER = "earlier", pgettext_lazy("lesson", "Earlier one")
    NOT_BETTER = "not_better", pgettext_lazy("lesson", "Not taken: it was worse")
    TOO_LITTLE = "too_little", pgettext_lazy("lesson", "Too little to learn from")
    FAILED = "failed", _("Failed")


UNDER_WAY = [LessonState.WAITING, LessonState.UNDER_WAY]
USABLE = [LessonState.IN_USE, LessonState.EARLIER, LessonState.NOT_BETTER]


class LessonQuerySet(models.QuerySet["Lesson"]):
    def under_way(self) -> LessonQuerySet:
        return self.filter(state__in=UNDER_WAY)

    def old(self) -> LessonQuerySet:
        """Return those that are to be learnt anew, if they are used."""
        return self.filter(asked_at__lt=timezone.now() - ANEW)

    def kept(self) -> LessonQuerySet:
        """Return those whose model is still there."""
        return self.exclude(sha256="")


class Lesson(Leased):
    """One time that a facet was learnt: from how much, how well it tells tickets that were held
    back, and whether it is used. Its id is its version."""

    facet = models.CharField(max_length=10, choices=FacetName.choices)
    state = models.CharField(
        max_length=10, choices=LessonState.choices, default=LessonState.WAITING
    )
    sha256 = models.CharField(max_length=64, blank=True, default="")  # kit/learning/stored
    source = models.CharField(max_length=60, blank=True, default="")  # of topics: "field:KEY", ""
    examples = models.PositiveIntegerField(default=0)
    held_back = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)  # kit/learning/judging
    newest = models.BigIntegerField(default=0)  # number of the newest ticket it was learnt from
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["facet"], condition=models.Q(state=LessonState.IN_USE),
                name="lesson_one_in_use",
            ),
            models.UniqueConstraint(
                fields=["facet"],
                condition=models.Q(state__in=["waiting", "under_way"]),
                name="lesson_one_under_way",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.facet} {self.pk} ({self.state})"

    @property
    def is_usable(self) -> bool:
        """Return whether its model is there, whether it is used or not."""
        return self.state in USABLE and bool(self.sha256)

    @classmethod
    def ask(cls, facet: str, *, by: Actor | None = None) -> Lesson:
        """Have ``facet`` learnt anew by a worker; return what is under way already, if it is."""
        with transaction.atomic():
            lesson, is_new = cls.objects.get_or_create(
                facet=facet, state__in=UNDER_WAY, defaults={"facet": facet, "due_at": AT_ONCE}
            )
            if is_new:
                Event.record("lesson.asked", lesson, by=by, after=facet)
            bell.ring(SWEEP)
        return lesson

    def end(self, state: str, **changes: Any) -> None:
        """Write down how it ended, and forget its lease. Of those that are used no more the
        newest KEPT stay, so that one may go back."""
        with transaction.atomic():
            if state == LessonState.IN_USE:
                self._replace()
            changes |= {"state": state, "ended_at": timezone.now(), "due_at": None}
            type(self).objects.filter(pk=self.pk).update(**changes, lease_until=None)
            for name, value in changes.items():
                setattr(self, name, value)
            after = {"facet": self.facet, "state": state, "examples": self.examples}
            Event.record("lesson.ended", self, after=after)
            self._let_go()

    def use(self, *, by: Actor) -> bool:
        """Have this version used from now on; return False if it cannot be, or is already."""
        with transaction.atomic():
            row = type(self).objects.select_for_update().get(pk=self.pk)
            if not row.is_usable or row.state == LessonState.IN_USE:
                return False
            before = self._replace()
            type(self).objects.filter(pk=self.pk).update(state=LessonState.IN_USE)
            self.state = LessonState.IN_USE
            Event.record("lesson.used", self, by=by, before=before, after=self.pk)
        return True

    @classmethod
    def forget_old(cls) -> int:
        """Keep nothing of what was learnt too long ago, used or not; return how many that were."""
        rows = cls.objects.kept().filter(asked_at__lt=timezone.now() - FORGOTTEN)
        rows.filter(state=LessonState.IN_USE).update(state=LessonState.EARLIER)
        return rows.update(sha256="")

    def _let_go(self) -> None:
        others = type(self).objects.kept().filter(facet=self.facet)
        others = others.exclude(state=LessonState.IN_USE).order_by("-id")
        old = list(others.values_list("pk", flat=True)[KEPT:])
        type(self).objects.filter(pk__in=old).update(sha256="")

    def _replace(self) -> int | None:
        used = type(self).objects.select_for_update().filter(
            facet=self.facet, state=LessonState.IN_USE
        )  # fmt: skip
        before = used.values_list("pk", flat=True).first()
        used.update(state=LessonState.EARLIER)
        return before


def key() -> bytes:
    """With what features are marked in the models of this installation. Nothing is read with
    another: after a change of SECRET_KEY all is learnt anew."""
    return key_for("lessons")
