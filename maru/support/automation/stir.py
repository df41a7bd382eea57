from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import models, transaction
from django.db.models import Q

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.automation.book import RuleBook

LEASE = timedelta(minutes=2)
TRIES = 5  # deaths of a worker after which an event is given up, and an alarm says so


class StirQuerySet(models.QuerySet["Stir"]):
    def waiting(self) -> StirQuerySet:
        return self.filter(due_at__isnull=False)

    def given_up(self) -> StirQuerySet:
        return self.filter(due_at=None)

    def retry_given_up(self, *, by: Member) -> int:
        """Ask the rules about them once more, as often as of any other; return how many."""
        with transaction.atomic():
            n = self.given_up().update(due_at=AT_ONCE, attempts=0, lease_until=None)
            if n:
                Event.record("rulebook.retried", RuleBook(pk=1), by=by, after={"events": n})
        bell.ring("automation.triggers")
        return n

    def dismiss_given_up(self, *, by: Member) -> int:
        """Ask the rules about them no more; return how many."""
        with transaction.atomic():
            n = self.given_up().delete()[0]
            if n:
                Event.record("rulebook.dismissed", RuleBook(pk=1), by=by, after={"events": n})
        return n


class Stir(Leased):
    """An event that rules may care about, until they were asked. It is written in the transaction
    of the event, and goes in that of what the rules do: neither is without the other."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="stir")

    objects = StirQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="stirs_waiting", condition=Q(due_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"stir of event {self.event_id}"


def note_stirs(events: Sequence[Event]) -> None:
    """Note what rules listen for. Goes along with every event.

    Costs one query where a ticket is concerned, and one more where a rule listens.
    """
    if any(event.verb.startswith("customfield.") for event in events):
        RuleBook.renew()  # what is known of the fields is not so any more
    about = [event for event in events if event.subject_kind == "ticket"]
    if not about:
        return
    _revision, verbs = RuleBook.now()
    heard = [event for event in about if event.verb in verbs]
    if heard:
        Stir.objects.bulk_create(Stir(event=event, due_at=AT_ONCE) for event in heard)
        bell.ring("automation.triggers")
