"""A mail that came in pieces: which of them are here, and what became of the whole."""

from __future__ import annotations

import hashlib
import json

from django.db import models

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.records.channels.channel import Channel
from maru.records.channels.envelope import Envelope
from maru.records.channels.incoming import Incoming

# In the transport of an envelope that was put together: the numbers of the pieces' envelopes,
# and what was known of who sent the first.
JOINED_FROM = "joined_from"
PROVEN = "proven"


class Pieces(models.TextChoices):
    WAITING = "waiting"  # for those that are missing
    READY = "ready"  # to be put together
    JOINED = "joined"
    FAILED = "failed"


class PiecedMail(Leased):
    """Pieces of one mail: of the same id, by the same channel, of the same sender.

    Its row is locked while a piece is received, so that of two workers the
    second sees what the first one did.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="pieced_mails")
    key = models.CharField(max_length=64)  # see key_of
    total = models.PositiveSmallIntegerField(null=True)  # None until a piece says it
    state = models.CharField(max_length=8, choices=Pieces.choices, default=Pieces.WAITING)
    reason = models.CharField(max_length=40, blank=True, default="")  # why it failed
    # What it became. The same mail may be sent in pieces twice, and is the same envelope (D2).
    joined = models.ForeignKey(
        Envelope, null=True, on_delete=models.PROTECT, related_name="pieced_mails"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="one_pieced_mail_per_key")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="pieced_mails_ready",
                condition=models.Q(state=Pieces.READY),
            )
        ]

    def __str__(self) -> str:
        return f"pieced mail {self.pk} ({self.state})"

    def add(self, envelope: Envelope, incoming: Incoming) -> None:
        """Note a piece; with the last one that was missing it is ready to be put together.

        The row must be locked. A piece that contradicts the others' total is no piece of it.
        """
        piece = incoming.piece
        if piece is None or (self.total and (piece.total or self.total) != self.total):
            return
        MailPiece.objects.create(
            of=self, envelope=envelope, number=piece.number, proven=incoming.authentication
        )
        self.total = self.total or piece.total
        numbers = self.pieces.filter(number__lte=self.total or 0).values("number").distinct()
        if self.state == Pieces.WAITING and self.total and numbers.count() == self.total:
            self.state = Pieces.READY
        self.save(update_fields=["total", "state"])

    def retry(self) -> bool:
        """Let it be put together once more; return False if it has not failed (any more)."""
        failed = PiecedMail.objects.filter(pk=self.pk, state=Pieces.FAILED)
        changed = failed.update(
            state=Pieces.READY, reason="", attempts=0, due_at=AT_ONCE, lease_until=None
        )
        if changed:
            bell.ring("channels.pieces")
        return bool(changed)


class MailPiece(models.Model):
    """One envelope that holds a piece. The same piece may have come twice."""

    of = models.ForeignKey(PiecedMail, on_delete=models.PROTECT, related_name="pieces")
    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="piece")
    number = models.PositiveSmallIntegerField()
    proven = models.JSONField(default=dict)  # what was known of who really sent it

    def __str__(self) -> str:
        return f"piece {self.number} of {self.of_id}"


def key_of(incoming: Incoming) -> str:
    """Return what the pieces of one mail have in common; "" for what is no piece.

    Their id is no secret. So the sender is part of it, and whether they are proven: who writes
    in another's name shall not put words into their mail (S1).
    """
    if incoming.piece is None or incoming.sender is None:
        return ""
    proven = incoming.authentication.get("verified") is True
    named = [incoming.piece.id, incoming.sender.address.strip().lower(), proven]
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


def is_joined(envelope: Envelope) -> bool:
    """Return whether the mail was put together by us."""
    return JOINED_FROM in envelope.transport
