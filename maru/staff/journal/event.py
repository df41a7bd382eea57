from __future__ import annotations

from typing import Any

from django.db import models

from maru.kit import events


class Actor:
    """A model whose rows do things: a member, a customer. None stands for the system itself."""

    pk: Any

    @property
    def actor_kind(self) -> str:
        return type(self).__name__.lower()

    @property
    def actor_id(self) -> int:
        return int(self.pk)

    @property
    def actor_name(self) -> str:
        return str(self)


class Event(models.Model):
    """One change: who, when, which subject, what, before and after, because of which event.

    Subjects are named by kind and id, not by foreign key, so that the record
    outlives what it tells of and this app knows no noun above it.
    """

    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=20, default="system")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, default="")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="effects")

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="events_of_subject"),
            models.Index(fields=["verb", "id"], name="events_of_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    @classmethod
    def record(
        cls,
        verb: str,
        subject: models.Model,
        *,
        by: Actor | None = None,
        before: Any = None,
        after: Any = None,
        because: Event | None = None,
    ) -> Event:
        """Write down one change of ``subject``; listeners hear it after commit.

        ``before`` and ``after`` are what JSON can hold. Call it inside the
        transaction of the change itself. Costs one query.
        """
        event = cls.about(verb, subject, by=by, before=before, after=after, because=because)
        event.save()
        events.along([event])
        events.tell(verb, event)
        return event

    @classmethod
    def about(
        cls,
        verb: str,
        subject: models.Model,
        *,
        by: Actor | None = None,
        before: Any = None,
        after: Any = None,
        because: Event | None = None,
    ) -> Event:
        """Return an event that is not written down yet: for ``record_all``."""
        return cls(
            verb=verb,
            actor_kind=by.actor_kind if by else "system",
            actor_id=by.actor_id if by else None,
            actor_name=by.actor_name[:200] if by else "",
            subject_kind=subject._meta.model_name or "",
            subject_id=subject.pk,
            before=before,
            after=after,
            cause=because,
        )

    @classmethod
    def record_all(cls, happened: list[Event]) -> None:
        """Write down many at once, as ``record`` does one. Costs one query."""
        Event.objects.bulk_create(happened)
        events.along(happened)
        for event in happened:
            events.tell(event.verb, event)

    @classmethod
    def of(cls, subject: models.Model) -> models.QuerySet[Event]:
        """Return the events of ``subject``, oldest first."""
        kind = subject._meta.model_name
        return cls.objects.filter(subject_kind=kind, subject_id=subject.pk).order_by("id")
