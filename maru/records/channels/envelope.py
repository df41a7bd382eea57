from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.database.leases import Leased
from maru.records.channels.channel import Channel
from maru.records.channels.outcomes import seen
from maru.staff.members.models import Member


class EnvelopeState(models.TextChoices):
    RECEIVED = "received", _("Received")
    OPENED = "opened", _("Opened")
    QUARANTINED = "quarantined", _("In quarantine")
    DISCARDED = "discarded", _("Discarded")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    def visible_to(self, member: Member) -> EnvelopeQuerySet:
        """Return what ``member`` may list: their brands', if their role reads at all."""
        return seen(self, member, models.Q(channel__brand_id__in=member.brand_ids))


class Envelope(Leased):
    """Raw bytes that came in by a channel. Committed, with its blob, before the sender hears "ok".

    The same bytes by the same channel are the same envelope, however often
    they are sent (D2).
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="envelopes")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()  # bytes
    state = models.CharField(
        max_length=12, choices=EnvelopeState.choices, default=EnvelopeState.RECEIVED
    )
    reason = models.CharField(max_length=40, blank=True, default="")  # why quarantined or discarded
    detail = models.TextField(blank=True, default="")
    # What the transport knew: SMTP's sender, recipients, peer. Hints, not identity.
    transport = models.JSONField(default=dict)
    received_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "sha256"], name="one_envelope_per_bytes")
        ]
        indexes = [
            # Only what waits is looked for; opened envelopes leave the index.
            models.Index(
                fields=["due_at", "id"],
                name="envelopes_waiting",
                condition=models.Q(state=EnvelopeState.RECEIVED),
            ),
            models.Index(fields=["state", "-id"], name="envelopes_by_state"),
        ]

    def __str__(self) -> str:
        return f"envelope {self.pk} ({self.state})"
