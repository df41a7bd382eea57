from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.records.channels.channel import Channel
from maru.records.channels.outcomes import seen
from maru.records.channels.outgoing import Outgoing
from maru.records.channels.own_errors import own_words
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

LONGEST_HOLD = timedelta(seconds=60)  # what was sent waits no longer for second thoughts


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNKNOWN = "unknown", _("Unsure whether sent")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, member: Member) -> DeliveryQuerySet:
        """Return their brands' mail; for administrators also the installation's own."""
        mine = models.Q(channel__brand_id__in=member.brand_ids)
        if member.can(Power.COMPANY):
            mine |= models.Q(channel=None)
        return seen(self, member, mine)


class Delivery(Leased):
    """One thing to send, and how far it got. Its Message-ID is fixed when it is queued (D6)."""

    # None: the installation's own mail (invitations, reports), which belongs to no brand.
    channel = models.ForeignKey(
        Channel, null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    state = models.CharField(
        max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    # Nobody ever claimed it: nothing of it can have left.
    is_untouched = models.BooleanField(default=True)
    message_id = models.CharField(max_length=255, unique=True)
    outgoing = models.JSONField()
    subject = models.CharField(max_length=500, blank=True, default="")
    recipients = models.JSONField(default=list)
    via = models.CharField(
        max_length=255, blank=True, default=""
    )  # relay that took it; "mailbox": kept here
    # Set just before the bytes go out: a crash after this point is undecidable.
    handed_over_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    # What others reported of it, when we heard it first; see fate.py.
    delayed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="deliveries_waiting",
                condition=models.Q(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING]),
            ),
            models.Index(fields=["state", "-id"], name="deliveries_by_state"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} ({self.state})"

    @classmethod
    def queue(
        cls, outgoing: Outgoing, channel: Channel | None, *, wait: timedelta = timedelta(0)
    ) -> Delivery:
        """Queue ``outgoing`` in the current transaction; a worker sends it after commit."""
        delivery = cls.objects.create(
            channel=channel,
            message_id=outgoing.message_id,
            outgoing=outgoing.as_json(),
            subject=outgoing.subject[:500],
            recipients=[party.address for party in outgoing.recipients],
            due_at=timezone.now() + wait if wait else AT_ONCE,
        )
        bell.ring("channels.deliveries")
        return delivery

    @property
    def held_until(self) -> datetime | None:
        """Until when it waits for its author to think again; None where it does not, or was
        claimed."""
        is_held = self.state == DeliveryState.QUEUED and self.is_untouched
        return self.due_at if is_held and self.due_at and self.due_at > AT_ONCE else None

    @property
    def held_seconds(self) -> int:
        """How long it still waits, in whole seconds, the last one begun; 0 where it does not."""
        until = self.held_until
        return max(0, ceil((until - timezone.now()).total_seconds())) if until else 0

    def withdraw(self) -> bool:
        """Let nobody claim it any more; False once somebody has.

        For the transaction that removes it with what it was to send.
        """
        untouched = Delivery.objects.filter(
            pk=self.pk, state=DeliveryState.QUEUED, is_untouched=True
        )
        return bool(untouched.update(is_untouched=False, due_at=None))

    @property
    def own_words(self) -> str:
        """What Maru itself kept it back for, in words; "" where there is nothing, or others did."""
        return own_words(self.error)

    @property
    def why(self) -> str:
        """What went wrong for people: Maru's own reasons in words, others' as they said it."""
        return self.own_words or self.error

    @property
    def content(self) -> Outgoing:
        return Outgoing.from_json(self.outgoing)
