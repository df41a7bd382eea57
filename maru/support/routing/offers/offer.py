from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.giving.seat import SHORT


class OfferState(models.TextChoices):
    OPEN = "open", pgettext_lazy("offer", "Open")
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("offer", "Declined")
    TIMED_OUT = "timed_out", pgettext_lazy("offer", "Not answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> OfferQuerySet:
        return self.filter(state=OfferState.OPEN)

    def of(self, member: Member) -> OfferQuerySet:
        """Return what ``member`` is offered now, the first to end first."""
        rows = self.open().filter(member=member, ends_at__gt=timezone.now())
        return rows.select_related("team").order_by("ends_at", "id")


class Offer(models.Model):
    """A piece of work that one member is asked to take, for a short time. While it is open it
    takes up a place of theirs, and nobody else is asked."""

    kind = models.CharField(max_length=SHORT)
    item = models.BigIntegerField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="offers", db_index=False)
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="offers", db_index=False
    )
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=OfferState.choices, default=OfferState.OPEN)
    since = models.DateTimeField()  # when the work began to wait
    why = models.JSONField(default=dict)  # as of a Decision
    event = models.ForeignKey(Event, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "item"], condition=Q(state="open"), name="offered_to_one"
            )
        ]
        indexes = [
            models.Index(fields=["member"], name="offers_open", condition=Q(state="open")),
            models.Index(fields=["kind", "item"], name="offers_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} offered to member {self.member_id}"

    def seconds_left(self, now: datetime) -> int:
        return max(0, int((self.ends_at - now).total_seconds()))

    def end(self, state: str) -> bool:
        """Let it end so; return False if it had ended. One conditional UPDATE."""
        rows = Offer.objects.open().filter(pk=self.pk)
        if not rows.update(state=state, answered_at=timezone.now()):
            return False
        self.state = state
        return True
